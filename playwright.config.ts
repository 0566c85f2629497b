import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/setup/debian.mjs'

const PORT = '3210'
const baseURL = `http://localhost:${PORT}`

// Chromium's own sandbox refuses to run as root; the other switches keep it from asking the network for updates.
const args = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results',
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  use: {
    baseURL,
    trace: 'retain-on-failure',
    launchOptions: { executablePath: findBrowser() ?? undefined, args },
  },
  webServer: { command: 'node scripts/start.ts', url: baseURL, env: { PORT, HOSTNAME: '127.0.0.1' } },
})
