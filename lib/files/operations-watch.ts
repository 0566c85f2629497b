import { getEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { claimsKind, podsKind } from '#lib/storage/operations-cache.ts'
import type { Pod } from '#lib/storage/objects-pods.ts'
import { toServerPod } from './objects-servers.ts'
import type { ServerJob } from './objects-servers.ts'
import { findServerPod, serverJobsKind } from './operations-cache.ts'
import { stopServer, tellServer } from './operations-control.ts'
import { getFileKeys, onNewKeys } from './operations-keys.ts'
import { listRevoked, watchRevocations } from './operations-revoke.ts'

const KEYS_LOOK_MS = 10_000
/** As many as one control token may hold. */
const REVOKED_MAX = 1000

const shared = globalThis as typeof globalThis & { moorageFilesAreWatched?: boolean }

/** What has to be told to file servers, or ends them. Called once when the process starts. */
export function watchFileServers(): void {
  if (shared.moorageFilesAreWatched || !getEnv().files.keysFile) return
  shared.moorageFilesAreWatched = true
  watchRevocations((revoked) => {
    for (const job of serverJobsKind.list()) {
      const own = revoked.filter(({ namespace }) => namespace === null || namespace === job.namespace)
      for (let at = 0; at < own.length; at += REVOKED_MAX) {
        const part = own.slice(at, at + REVOKED_MAX).map(({ revocation }) => revocation)
        void tellServer(job, { revoked: part })
      }
    }
  })
  watchStarts()
  watchKeys()
  watchVolumes()
}

/** A server that starts, or starts again, knows only what stands in its arguments. */
function watchStarts(): void {
  podsKind.subscribe((change) => {
    if (!change.item?.isFileServer) return
    const item = toServerPod(change.item.facts)
    const previous = change.previous && toServerPod(change.previous.facts)
    const isNew = item.runningSince !== null && item.containerId !== previous?.containerId
    const job = isNew ? serverJobsKind.list(item.namespace).find(({ uid }) => uid === item.jobUid) : undefined
    if (job) void greet(job)
  })
}

async function greet(job: ServerJob): Promise<void> {
  const revoked = listRevoked(job.namespace)
  const { publicKeys, current, oldest } = await getFileKeys()
  const keys = current === oldest ? {} : { keys: publicKeys }
  if (revoked.length > 0 || current !== oldest)
    await tellServer(job, { ...keys, ...(revoked.length > 0 ? { revoked } : {}) })
}

function watchKeys(): void {
  onNewKeys(({ publicKeys }) => {
    for (const job of serverJobsKind.list()) void tellServer(job, { keys: publicKeys })
  })
  setInterval(() => void getFileKeys().catch(() => undefined), KEYS_LOOK_MS).unref()
}

/** A volume that is to go, or that a workload waits for on another node, is let go. */
function watchVolumes(): void {
  claimsKind.subscribe(({ item }) => {
    if (item?.isDeleting) stopServersOf(item.namespace, item.name, 'the volume is being deleted')
  })
  podsKind.subscribe(({ item }) => {
    if (!item || item.isFileServer || item.isFinished || item.isDeleting) return
    for (const name of item.claims)
      if (isWaiting(item, name)) stopServersOf(item.namespace, name, 'a workload waits for the volume')
  })
}

function isWaiting(pod: Pod, name: string): boolean {
  const modes = claimsKind.get({ namespace: pod.namespace, name })?.accessModes ?? []
  // Only one pod may have it, so this one cannot even be given a node.
  if (modes.includes('ReadWriteOncePod')) return pod.nodeName === null
  if (modes.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')) return false
  const servers = serverJobsKind.list(pod.namespace).filter(({ volume }) => volume === name)
  const nodes = servers.flatMap((job) => findServerPod(job)?.nodeName ?? [])
  return pod.nodeName !== null && nodes.some((node) => node !== pod.nodeName)
}

function stopServersOf(namespace: string, volume: string, reason: string): void {
  for (const job of serverJobsKind.list(namespace)) {
    if (job.volume !== volume || job.isFinished || job.isDeleting) continue
    log.info({ server: job.name, reason }, 'A file server is stopped')
    void stopServer(job)
  }
}
