import { defineConfig } from '@playwright/test'
import { getDemoAddresses } from './cluster/demo/demo-addresses.ts'
import { getClusterLayout } from './cluster/layout.ts'
import { findBrowser } from './scripts/setup/debian.mjs'

const { ingressPort } = getClusterLayout(process.env.MOORAGE_CLUSTER_NAME ?? 'test')

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

const OUTAGE = '**/outage.e2e.ts'
const RESTART = '**/files-uploads.e2e.ts'
const KILLS = '**/killed-uploads.e2e.ts'
const LONG =
  '**/{admin,broken-portal,files-full,files-mouse,files-preview,files-tray,large-upload,nightly-job,notebook,one-domain,session-end,templates}.e2e.ts'

export default defineConfig({
  testDir: 'e2e',
  projects: [
    { name: 'journeys', testMatch: '**/*.e2e.ts', testIgnore: [OUTAGE, RESTART, KILLS, LONG] },
    // It restarts the portal under whoever else uses it.
    { name: 'restart', testMatch: RESTART, dependencies: ['journeys'] },
    // It takes the API server away from everybody, so it comes last and alone.
    { name: 'outage', testMatch: OUTAGE, dependencies: ['journeys', 'restart'] },
    // What takes long, or needs an image that takes minutes to make: `npm test -- soak`.
    { name: 'long', testMatch: LONG },
    // It kills the portal, and the node with all that runs on it.
    { name: 'kills', testMatch: KILLS, dependencies: ['long'] },
    { name: 'pictures', testMatch: 'pictures.ts' },
  ],
  outputDir: 'test-results',
  forbidOnly: true,
  // Files side by side, the tests of one after another; a browser waits more than it computes.
  workers: 2,
  timeout: 180_000,
  // Two browsers, a cluster and the portal share the machine: one that is held up is tried again, and named at the end.
  retries: 1,
  expect: { timeout: 30_000 },
  use: {
    // Chromium knows that names under localhost mean this machine, whatever its resolver says.
    baseURL: getDemoAddresses(ingressPort).portalUrl,
    locale: 'en-GB',
    trace: 'on-first-retry',
    launchOptions: { executablePath: findBrowser() ?? undefined, args },
  },
})
