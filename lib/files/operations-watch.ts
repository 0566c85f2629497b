import { getEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { claimsKind, podsKind } from '#lib/storage/operations-cache.ts'
import type { Pod } from '#lib/storage/objects-pods.ts'
import { toServerPod } from './objects-servers.ts'
import type { ServerJob } from './objects-servers.ts'
import { findServerPod, findVolumeNode, serverJobsKind } from './operations-cache.ts'
import { stopServer, tellServer } from './operations-control.ts'
import { getFileKeys, onNewKeys } from './operations-keys.ts'
import { listRevoked, watchRevocations } from './operations-revoke.ts'
import type { Revocation } from './protocol/tokens.ts'

const KEYS_LOOK_MS = 2000
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
      void tellRevoked(
        job,
        own.map(({ revocation }) => revocation),
      )
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
    if (job)
      void greet(job).catch((error: unknown) =>
        log.error({ server: job.name, error }, 'A file server was told nothing'),
      )
  })
}

async function greet(job: ServerJob): Promise<void> {
  const { publicKeys } = await getFileKeys()
  const known = publicKeys.map(({ kid }) => kid)
  // Its arguments may hold a key that was withdrawn since, or lack one; where none of them counts any more it is ended.
  const hasOthers = known.join(' ') !== job.keyIds.join(' ')
  if (hasOthers) await tellServer(job, { keys: publicKeys }, { isNew: true })
  await tellRevoked(job, listRevoked(job.namespace), { isNew: true })
}

async function tellRevoked(
  job: ServerJob,
  revoked: readonly Revocation[],
  options?: { isNew: boolean },
): Promise<void> {
  const parts = Array.from({ length: Math.ceil(revoked.length / REVOKED_MAX) }, (_, index) =>
    revoked.slice(index * REVOKED_MAX, (index + 1) * REVOKED_MAX),
  )
  await Promise.all(parts.map((part) => tellServer(job, { revoked: part }, options)))
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
  podsKind.subscribe(({ item, previous }) => {
    if (item?.isFileServer || previous?.isFileServer) return
    const known = item ?? previous
    for (const name of known?.claims ?? []) stopMisplaced(known?.namespace ?? '', name)
    if (!item || item.isFinished || item.isDeleting) return
    for (const name of item.claims)
      if (isWaiting(item, name)) stopServersOf(item.namespace, name, 'a workload waits for the volume')
  })
}

/** One that waits for a place where its volume is no longer in use would wait for nothing; the next one is placed anew. */
function stopMisplaced(namespace: string, volume: string): void {
  const claim = claimsKind.get({ namespace, name: volume })
  if (!claim) return
  const isMisplaced = (job: ServerJob) =>
    job.boundNode !== null && findServerPod(job)?.nodeName === null && job.boundNode !== findVolumeNode(claim)
  const jobs = serverJobsKind.list(namespace).filter((job) => job.volume === volume && isMisplaced(job))
  stopServers(jobs, 'its volume is in use elsewhere, or no longer')
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
  stopServers(
    serverJobsKind.list(namespace).filter((job) => job.volume === volume),
    reason,
  )
}

function stopServers(jobs: readonly ServerJob[], reason: string): void {
  for (const job of jobs) {
    if (job.isFinished || job.isDeleting) continue
    log.info({ server: job.name, reason }, 'A file server is stopped')
    void stopServer(job)
  }
}
