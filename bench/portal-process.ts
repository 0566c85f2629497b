import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { Agent, request as sendHttp, type IncomingMessage } from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeAccountKubeconfig } from '#cluster/demo/account-kubeconfig.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { PORTAL_NODE_OPTIONS } from '#cluster/images/portal.ts'
import { getIssuer } from '#cluster/identity/addresses.ts'
import type { BenchCluster } from './bench-cluster.ts'
import { collectGarbage } from './collect-garbage.ts'
import { buildBenchPortal } from './portal-build.ts'

const PORT = 3100
const METRICS_PORT = 3101
const INSPECTOR_PORT = 3102
const POLL_MS = 10
const READY_TIMEOUT_MS = 120_000
const TOKEN_LIFETIME_SECONDS = 4 * 3600

/** The portal as a process on this machine: its standalone build, with nothing but the rights of its service account. */
export interface BenchPortal {
  url: string
  port: number
  issuer: string
  sessionSecret: string
  /** From starting the process to the first answer that says it is ready. */
  startSeconds: number
  /** So that what is still in memory is in use. */
  collectGarbage(): Promise<void>
  readMemory(): Promise<{ residentBytes: number; peakBytes: number }>
  /** The sum of all series of this name whose labels are wanted. */
  readMetric(name: string, isWanted?: (labels: string) => boolean): Promise<number>
  stop(): Promise<void>
}

export async function startPortal({ layout, client }: BenchCluster): Promise<BenchPortal> {
  const dir = await buildBenchPortal()
  const file = path.join(layout.dir, 'portal.kubeconfig')
  await writeAccountKubeconfig({
    client,
    config: { kubeconfigPath: layout.kubeconfig },
    account: { namespace: NAMESPACE, name: 'moorage' },
    file,
    lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
  })
  const url = `http://localhost:${PORT}`
  const issuer = getIssuer(layout)
  const sessionSecret = randomBytes(32).toString('hex')
  const log = await open(path.join(layout.logsDir, 'portal.log'), 'w')
  const startedMs = performance.now()
  const child = spawn(process.execPath, [`--inspect-port=127.0.0.1:${INSPECTOR_PORT}`, 'server.js'], {
    cwd: dir,
    stdio: ['ignore', log.fd, log.fd],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      NODE_OPTIONS: PORTAL_NODE_OPTIONS,
      HOSTNAME: '127.0.0.1',
      PORT: String(PORT),
      MOORAGE_URL: url,
      MOORAGE_DEMO: 'true',
      MOORAGE_NAMESPACE: NAMESPACE,
      MOORAGE_KUBECONFIG: file,
      MOORAGE_OIDC_ISSUER: issuer,
      MOORAGE_OIDC_CLIENT_ID: 'moorage',
      MOORAGE_OIDC_CLIENT_SECRET: 'unused',
      MOORAGE_SESSION_SECRET: sessionSecret,
      MOORAGE_METRICS_PORT: String(METRICS_PORT),
    },
  })
  const { pid } = child
  if (pid === undefined) throw new Error('The portal could not be started.')
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await log.close()
  }
  try {
    await waitUntilReady(() => child.exitCode !== null)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url,
    port: PORT,
    issuer,
    sessionSecret,
    startSeconds: (performance.now() - startedMs) / 1000,
    collectGarbage: () => collectGarbage({ pid, inspectorPort: INSPECTOR_PORT }),
    readMemory: () => readMemory(pid),
    readMetric: async (name, isWanted = () => true) =>
      sumSeries(await get(METRICS_PORT, '/metrics'), { name, isWanted }),
    stop,
  }
}

async function waitUntilReady(hasEnded: () => boolean): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS
  while (performance.now() < deadline) {
    if (hasEnded()) break
    const isReady = await get(PORT, '/api/ready').then(
      () => true,
      () => false,
    )
    if (isReady) return
    await sleep(POLL_MS)
  }
  throw new Error('The portal did not become ready; .moorage/bench/logs/portal.log says why.')
}

const agent = new Agent({ keepAlive: true })

async function get(port: number, address: string): Promise<string> {
  const request = sendHttp({ agent, host: '127.0.0.1', port, path: address })
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const body = await text(response)
  if (response.statusCode !== 200) throw new Error(`${address} answered ${response.statusCode}.`)
  return body
}

async function readMemory(pid: number): Promise<{ residentBytes: number; peakBytes: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024
  return { residentBytes: read('VmRSS'), peakBytes: read('VmHWM') }
}

function sumSeries(
  metrics: string,
  { name, isWanted }: { name: string; isWanted: (labels: string) => boolean },
): number {
  let sum = 0
  for (const line of metrics.split('\n')) {
    const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line)
    if (match?.[1] === name && isWanted(match[2] ?? '')) sum += Number(match[3])
  }
  return sum
}
