import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { getClusterLayout } from '#cluster/layout.ts'
import { listCgroupProcesses, listMarkedProcesses } from '#cluster/processes.ts'
import { createProgress } from '#cluster/progress.ts'
import { stopCluster } from '#cluster/commands/down.ts'
import { startCluster } from '#cluster/commands/up.ts'
import { buildBox } from '#cluster/testing/box.ts'
import { createKubeClient, type KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject } from '#lib/kube/verbs.ts'
import { watchList } from '#lib/kube/watch.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { measurePolicies } from './cluster-policy.ts'

const RUNS = 5
const PODS = 20
const IDLE_SECONDS = 30
const SETTLE_MS = 20_000
const CLOCK_TICKS_PER_SECOND = 100
const NAMESPACE = 'bench'

const layout = getClusterLayout('bench')
const progress = createProgress(process.stderr)
const start = () => startCluster(layout, progress, new AbortController().signal)
const stop = (isDelete: boolean) => stopCluster(layout, { isDelete, progress })

async function time(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return (performance.now() - startedMs) / 1000
}

/** The local cluster: starting, stopping, what it costs when idle, and how fast it is at what users wait for. */
export async function measure(): Promise<Figure[]> {
  await stop(true)
  const first = await time(start)
  const downs: number[] = []
  const ups: number[] = []
  for (let index = 0; index < RUNS; index++) {
    downs.push(await time(() => stop(false)))
    ups.push(await time(start))
  }
  try {
    await sleep(SETTLE_MS)
    const idle = await measureIdle()
    const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
    await createObject(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } })
    const pods = await measurePods(client, { withClaim: false })
    const claims = await measurePods(client, { withClaim: true })
    const policies = await measurePolicies({ layout, client, namespace: NAMESPACE })
    return [
      buildFigure('first up (programs built, no data)', first, 's'),
      buildFigure('warm up to all parts ready, median', getQuantile(ups), 's', { target: '<= 15' }),
      buildFigure('warm up to all parts ready, slowest', Math.max(...ups), 's'),
      buildFigure('down, median', getQuantile(downs), 's', { target: '<= 5' }),
      buildFigure('idle memory of everything (proportional set size)', idle.memoryMiB, 'MiB', { target: '<= 1024' }),
      buildFigure('idle CPU, share of one core', idle.cpuPercent, '%', { target: '<= 15' }),
      buildFigure('pod created to Running, median', getQuantile(pods), 's', { target: '<= 0.6' }),
      buildFigure('pod created to Running, p95', getQuantile(pods, 0.95), 's'),
      buildFigure('claim and pod created to mounted and Running, median', getQuantile(claims), 's', { target: '<= 2' }),
      buildFigure('policy applied to enforced, median', getQuantile(policies), 's', { target: '<= 0.3' }),
      buildFigure('policy applied to enforced, slowest', Math.max(...policies), 's'),
    ]
  } finally {
    await stop(true)
  }
}

const listProcesses = async () => [
  ...new Set([...(await listMarkedProcesses(layout.runDir)), ...(await listCgroupProcesses(layout.cgroup))]),
]

/** Proportional set size counts a page that several processes share once in all. */
async function readMemoryKiB(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0)
}

async function readCpuSeconds(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / CLOCK_TICKS_PER_SECOND
}

async function measureIdle(): Promise<{ memoryMiB: number; cpuPercent: number }> {
  const pids = await listProcesses()
  const sum = async (read: (pid: number) => Promise<number>) =>
    (await Promise.all(pids.map(read))).reduce((total, value) => total + value, 0)
  const before = await sum(readCpuSeconds)
  await sleep(IDLE_SECONDS * 1000)
  const cpuPercent = ((await sum(readCpuSeconds)) - before) * (100 / IDLE_SECONDS)
  return { memoryMiB: (await sum(readMemoryKiB)) / 1024, cpuPercent }
}

/** Seconds from the request that makes each pod to the event that says it runs, one pod after another. */
async function measurePods(client: KubeClient, { withClaim }: { withClaim: boolean }): Promise<number[]> {
  const running = new Map<string, () => void>()
  const watched = watchList({
    client,
    path: `/api/v1/namespaces/${NAMESPACE}/pods`,
    toItem: (raw) => ({ name: raw.metadata.name, phase: (raw['status'] as { phase?: string }).phase }),
    onChange: (_, pod) => {
      if (pod?.phase === 'Running') running.get(pod.name)?.()
    },
  })
  await watched.synced
  const seconds: number[] = []
  for (let index = 0; index < PODS; index++) {
    const name = `${withClaim ? 'claim' : 'pod'}-${index}`
    const isRunning = new Promise<void>((resolve) => running.set(name, resolve))
    const volumes = withClaim ? { '/data': name } : undefined
    seconds.push(
      await time(async () => {
        if (withClaim) await createObject(client, buildClaim(name))
        await createObject(client, buildBox({ namespace: NAMESPACE, name, volumes }))
        await isRunning
      }),
    )
    await deleteObject(client, { apiVersion: 'v1', kind: 'Pod', namespace: NAMESPACE, name }, { gracePeriodSeconds: 0 })
  }
  watched.stop()
  return seconds
}

function buildClaim(name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace: NAMESPACE, name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }
}
