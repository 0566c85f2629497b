import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#lib/errors.ts'
import { createKubeClient } from '#lib/kube/client.ts'
import { applyAddons } from '#cluster/addons/apply-addons.ts'
import { ensureBinaries, type BuiltBinaries } from '#cluster/build/build.ts'
import { CACHE_DIR } from '#cluster/build/cache.ts'
import { withLock } from '#cluster/build/lock.ts'
import { removeRemains } from '#cluster/cleanup.ts'
import { buildImages } from '#cluster/images/build-images.ts'
import { requireEnvoyBinary } from '#cluster/images/envoy-binary.ts'
import { loadImages } from '#cluster/images/load-images.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { buildCtrCommand } from '#cluster/parts/containerd.ts'
import { requireFreePort, requireMachine } from '#cluster/preflight.ts'
import { prepareNode, spawnSupervisor } from '#cluster/prepare.ts'
import type { Progress } from '#cluster/progress.ts'
import { getClusterStatus } from '#cluster/cluster-status.ts'
import { isSupervisorAlive, readRecord, type SupervisorRecord } from '#cluster/record.ts'
import { requireOwnCluster } from './down.ts'

const READY_TIMEOUT_MS = 180_000
const POLL_MS = 100

/** Starts the cluster, or finds it running, and resolves when all of it serves. */
export async function startCluster(layout: ClusterLayout, progress: Progress, signal: AbortSignal): Promise<void> {
  await requireMachine(layout)
  await requireOwnCluster(layout)
  const built = await ensureBinaries(progress, signal)
  await requireEnvoyBinary(built.binDir)
  await withLock(path.join(layout.dir, 'lock'), {
    onWait: (pid) => progress.note(`Waiting for another command (process ${pid}) on this cluster.`),
    work: () => startLocked({ layout, built, progress, signal }),
  })
}

interface Start {
  layout: ClusterLayout
  built: BuiltBinaries
  progress: Progress
  signal: AbortSignal
}

async function startLocked({ layout, built, progress, signal }: Start): Promise<void> {
  const record = await readRecord(layout)
  const isRunning = record !== null && isSupervisorAlive(record)
  if (isRunning) requireSameVersion(layout, record, built)
  else {
    await removeRemains(layout)
    await requireFreePort(layout)
  }
  const images = await buildImages({ binDir: built.binDir, cacheDir: path.join(CACHE_DIR, 'images') })
  const step = progress.start(isRunning ? 'The cluster runs; checking it' : 'Starting the control plane and the node')
  if (!isRunning) {
    await prepareNode(layout, built)
    await spawnSupervisor(layout)
  }
  await waitForParts(layout, ['containerd'], signal)
  const loading = loadImages({ ctr: buildCtrCommand({ layout, built }), images })
  await waitForParts(layout, ['kube-apiserver'], signal)
  const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
  await Promise.all([loading, applyAddons(client, layout, built)])
  step.finish()
  const addons = progress.start('Waiting for DNS, ingress and metrics')
  await waitUntilReady(layout, signal)
  addons.finish()
}

function requireSameVersion(layout: ClusterLayout, record: SupervisorRecord, built: BuiltBinaries): void {
  if (record.key === built.key) return
  throw new AppError(
    'CONFLICT',
    `The cluster ${layout.name} runs other versions than this checkout has: run npm run cluster -- down --name ${layout.name}, then up again; its objects and volumes stay.`,
  )
}

async function waitForParts(layout: ClusterLayout, names: string[], signal: AbortSignal): Promise<void> {
  await waitUntil(layout, signal, async () => {
    const record = await readRecord(layout)
    return names.every((name) => record?.parts.find((part) => part.name === name)?.state === 'ready')
  })
}

async function waitUntilReady(layout: ClusterLayout, signal: AbortSignal): Promise<void> {
  await waitUntil(layout, signal, async () => (await getClusterStatus(layout)).state === 'running')
}

async function waitUntil(layout: ClusterLayout, signal: AbortSignal, isDone: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (!(await isDone())) {
    signal.throwIfAborted()
    if (Date.now() > deadline) throw await explainSlowStart(layout)
    await sleep(POLL_MS)
  }
}

async function explainSlowStart(layout: ClusterLayout): Promise<AppError> {
  const status = await getClusterStatus(layout)
  const late = [...status.parts, ...status.addons].filter(({ state }) => state !== 'ready').map(({ name }) => name)
  return new AppError(
    'UNAVAILABLE',
    `After ${READY_TIMEOUT_MS / 1000} s these parts are not ready: ${late.join(', ') || 'the supervisor'}. See npm run cluster -- logs ${late[0] ?? 'supervisor'} --name ${layout.name}.`,
  )
}
