import { spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureBinaries } from '#cluster/build/build.ts'
import { createProgress } from '#cluster/progress.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import { createObject, listObjects } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import type { LogEvent } from '#lib/workloads/schema-logs.ts'
import type { BenchSession } from './bench-sessions.ts'
import type { BenchPortal } from './portal-process.ts'
import { buildFields, buildObjects, getNamespace, getSpace } from './workloads-visit.ts'

export const FLOOD = { kind: 'service', name: 'flood' } as const

const LINE = 'a line of a program that says the same again and again, as fast as it can, without end'
const NEWLINE = 0x0a
const READY_MS = 60_000
const SAMPLE_MS = 500

/** A pod that writes as fast as it can; resolves with its name when it runs. */
export async function startFlood(client: KubeClient, index: number): Promise<string> {
  const changes = { ...FLOOD, command: ['sh', '-c', `exec yes ${LINE}`], cpu: '1', environment: [], files: [] }
  const { workload } = buildObjects(index, buildFields(index, changes))
  await createObject(client, workload)
  const deadline = Date.now() + READY_MS
  while (Date.now() < deadline) {
    const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: getNamespace(index) })
    const running = pods.find(({ status }) => (status as { phase?: string } | undefined)?.phase === 'Running')
    if (running) return running.metadata.name
    await sleep(SAMPLE_MS)
  }
  throw new Error('The flood did not begin.')
}

export interface BareFollow {
  kubeconfig: string
  namespace: string
  pod: string
  seconds: number
}

/** How many lines `kubectl logs -f` gives. */
export async function countBare({ kubeconfig, namespace, pod, seconds }: BareFollow): Promise<number> {
  const { binDir } = await ensureBinaries(createProgress(process.stderr), new AbortController().signal)
  const args = ['--kubeconfig', kubeconfig, 'logs', '-f', '-n', namespace, pod, '--tail=10', '--timestamps']
  const child = spawn(path.join(binDir, 'kubectl'), args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let lines = 0
  child.stdout.on('data', (bytes: Buffer) => (lines += countLines(bytes)))
  await sleep(seconds * 1000)
  child.kill()
  await once(child, 'exit')
  return lines
}

function countLines(bytes: Buffer): number {
  let count = 0
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, end + 1)) count += 1
  return count
}

/** How many lines the portal gives a page, and how many it says that it left out. */
export async function countOurs(
  portal: BenchPortal,
  { session, index, seconds }: { session: BenchSession; index: number; seconds: number },
): Promise<{ shown: number; skipped: number }> {
  const request = http.get({
    host: '127.0.0.1',
    port: portal.port,
    path: routes.api.workloadLogs(getSpace(index), FLOOD, { follow: 'true', tailLines: 10 }),
    headers: { host: new URL(portal.url).host, cookie: `${session.cookieName}=${session.cookieValue}` },
  })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  if (response.statusCode !== 200) throw new Error(`The log was answered with ${response.statusCode}.`)
  const counted = { shown: 0, skipped: 0 }
  let rest = ''
  response.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines.filter((one) => one !== '')) {
      const event = JSON.parse(line) as LogEvent
      if (event.type === 'lines') counted.shown += event.lines.length
      else if (event.type === 'skipped') counted.skipped += event.count
    }
  })
  response.on('error', () => undefined)
  await sleep(seconds * 1000)
  response.destroy()
  return counted
}

/** The largest resident memory of the portal while the work is done, less what it had before. */
export async function measureGrowth<T>(
  portal: BenchPortal,
  work: () => Promise<T>,
): Promise<{ result: T; growthBytes: number }> {
  await portal.collectGarbage()
  const { residentBytes: before } = await portal.readMemory()
  let largest = before
  let isOver = false
  const watch = async () => {
    while (!isOver) {
      largest = Math.max(largest, (await portal.readMemory()).residentBytes)
      await sleep(SAMPLE_MS)
    }
  }
  const watching = watch()
  const result = await work().finally(() => (isOver = true))
  await watching
  return { result, growthBytes: largest - before }
}
