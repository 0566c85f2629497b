import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from '@playwright/test'
import { writeAccountKubeconfig } from '#cluster/demo/account-kubeconfig.ts'
import { readFileKeys } from '#cluster/demo/portal-secrets.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { findFreePort } from '#cluster/free-port.ts'
import { PORTAL_NODE_OPTIONS } from '#cluster/images/portal.ts'
import { routes } from '#lib/routes.ts'
import { client, layout } from './place.ts'
import { readPortalSettings } from './portal-settings.ts'

const SERVER_DIR = path.resolve(import.meta.dirname, '../.next/standalone')
const TOKEN_LIFETIME_SECONDS = 3600
const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 5000

/** A portal of the same build and settings, as a process of this machine and under a name of its own. */
export interface HostPortal {
  url: string
  /** Ends it; resolves with all that it wrote. */
  stop: () => Promise<string>
}

interface HostPortalOptions {
  name: string
  /** Where its cluster is said to be; the one under test when left out. */
  server?: string
  /** A script that runs before it. */
  preload?: string
}

export async function startHostPortal({ name, server, preload }: HostPortalOptions): Promise<HostPortal> {
  const dir = await mkdtemp(path.join(tmpdir(), 'moorage-portal-'))
  const [port, metricsPort] = [await findFreePort(), await findFreePort()]
  const { configuration, secrets } = await readPortalSettings()
  const [kubeconfig, keysFile] = [path.join(dir, 'kubeconfig'), path.join(dir, 'keys.json')]
  await writeFile(keysFile, await readFileKeys(client), { mode: 0o600 })
  if (server) await writeFile(kubeconfig, buildKubeconfig(server))
  else await writeOwnKubeconfig(kubeconfig)
  const script = preload ? `--import data:text/javascript,${encodeURIComponent(preload)}` : ''
  const url = `http://${name}.localhost:${port}`
  const child = spawn(process.execPath, ['server.js'], {
    cwd: SERVER_DIR,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...configuration,
      ...secrets,
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      NODE_OPTIONS: `${PORTAL_NODE_OPTIONS} ${script}`,
      HOSTNAME: '127.0.0.1',
      PORT: String(port),
      MOORAGE_URL: url,
      MOORAGE_KUBECONFIG: kubeconfig,
      MOORAGE_FILES_KEYS_FILE: keysFile,
      MOORAGE_METRICS_PORT: String(metricsPort),
    },
  })
  const log = text(child.stdout)
  const stop = async () => {
    child.kill('SIGTERM')
    // It answers to the end whoever is still asking, and a page may be asking again and again.
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    const written = await log
    clearTimeout(timer)
    await rm(dir, { recursive: true })
    return written
  }
  try {
    await expect.poll(() => askStatus(port, routes.api.health()), { timeout: START_TIMEOUT_MS }).toBe(200)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, stop }
}

/** By address, because Node does not know that names under localhost mean this machine; 0 when nobody answers. */
async function askStatus(port: number, address: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}${address}`).catch(() => null)
  return answer?.status ?? 0
}

function writeOwnKubeconfig(file: string): Promise<void> {
  return writeAccountKubeconfig({
    client,
    config: { kubeconfigPath: layout.kubeconfig },
    account: { namespace: NAMESPACE, name: 'moorage' },
    file,
    lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
  })
}

function buildKubeconfig(server: string): string {
  const name = 'moorage'
  return JSON.stringify({
    clusters: [{ name, cluster: { server } }],
    contexts: [{ name, context: { cluster: name } }],
    'current-context': name,
  })
}
