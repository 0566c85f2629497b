import { createHash } from 'node:crypto'
import type { Claim } from '#lib/storage/objects-claims.ts'
import type { VolumeMount } from '#lib/storage/schema.ts'
import type { ServerJob, ServerPod } from './objects-servers.ts'
import type { FileAccess, FileServerReason, FileServerStep } from './schema.ts'

/** Words of the cluster about a Job or its pod that are not in their status. */
export interface ClusterWord {
  reason: string
  message: string
}

export interface ServerFacts {
  claim: Claim
  job: ServerJob | undefined
  pod: ServerPod | undefined
  /** Newest first. */
  events: readonly ClusterWord[]
  /** Who else has the volume. */
  mounts: readonly VolumeMount[]
  /** When its address was first seen to lead to it. */
  readyAt: string | null
  ageMs: number
  /** The portal whose people it serves, where that is not this one. */
  otherPortal: string | null
  /** The only node that it may run on does not answer. */
  isNodeAway: boolean
}

type Judged = Pick<FileAccess, 'state' | 'steps' | 'reason'>
type Reason = NonNullable<FileAccess['reason']>

/** A server that runs and cannot be reached for so long has an address that leads elsewhere. */
const REACHED_WITHIN_MS = 10_000
const BOUND_WITHIN_MS = 5000

/** What waiting alone does not cure. */
const BLOCKING: ReadonlySet<FileServerReason> = new Set([
  'volume-deleting',
  'volume-lost',
  'volume-in-use',
  'no-node',
  'no-room-there',
  'node-away',
  'quota',
  'refused',
  'image-missing',
  'mount-failed',
  'server-failed',
  'other-portal',
])

export function judgeServer(facts: ServerFacts): Judged {
  const { job, pod, readyAt } = facts
  const reason = findReason(facts)
  const isBlocked = reason !== null && BLOCKING.has(reason.code)
  if (!job || (job.isFinished && !job.hasFailed)) {
    return {
      state: isBlocked ? 'blocked' : 'absent',
      steps: buildSteps(facts, isBlocked),
      reason: isBlocked ? reason : null,
    }
  }
  const isReady = readyAt !== null && pod?.runningSince !== null && !job.isDeleting && !job.isFinished
  if (isReady) return { state: 'ready', steps: buildSteps(facts, false), reason: null }
  return { state: isBlocked ? 'blocked' : 'starting', steps: buildSteps(facts, isBlocked), reason }
}

function buildSteps({ claim, pod, readyAt }: ServerFacts, isBlocked: boolean): FileServerStep[] {
  const isPlaced = (pod?.nodeName ?? null) !== null
  const isRunning = (pod?.runningSince ?? null) !== null
  const done: [FileServerStep['id'], boolean, string | null][] = [
    ['volume', claim.state === 'bound' && !claim.isDeleting, pod?.scheduledAt ?? null],
    ['place', isPlaced, pod?.scheduledAt ?? null],
    ['container', isRunning, pod?.runningSince ?? null],
    ['ready', isRunning && readyAt !== null, readyAt],
  ]
  const current = done.findIndex(([, isDone]) => !isDone)
  return done.map(([id, isDone, at], index) => {
    if (current === -1 || index < current) return { id, state: 'done', at: isDone ? at : null }
    if (index > current) return { id, state: 'waiting', at: null }
    return { id, state: isBlocked ? 'failed' : 'now', at: null }
  })
}

function findReason(facts: ServerFacts): Reason | null {
  return findVolumeReason(facts) ?? (facts.job ? findServerReason(facts) : null)
}

function findVolumeReason({ claim, mounts, job }: ServerFacts): Reason | null {
  if (claim.isDeleting) return toReason('volume-deleting')
  if (claim.state === 'lost') return toReason('volume-lost')
  const isForOne = claim.accessModes.length === 1 && claim.accessModes[0] === 'ReadWriteOncePod'
  const others = mounts.filter(({ isFileServer }) => !isFileServer || !job)
  if (!isForOne || others.length === 0) return null
  return toReason('volume-in-use', null, {
    users: [...new Set(others.map((one) => one.workload ?? one.pod))].join(', '),
  })
}

const IMAGE = /^(ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError)$/

function findServerReason(facts: ServerFacts): Reason | null {
  const { job, pod, events, readyAt, ageMs, otherPortal } = facts
  if (job?.hasFailed) return toReason('server-failed', pod?.lastWords ?? findEvent(events, /BackoffLimit|Failed/))
  if (job?.isDeleting || job?.isFinished) return toReason('ending')
  if (otherPortal !== null) return toReason('other-portal', null, { portal: otherPortal })
  if (!pod) {
    const refusal = findEvent(events, /^FailedCreate$/)
    if (refusal === null) return null
    return toReason(/exceeded quota|insufficient quota/.test(refusal) ? 'quota' : 'refused', refusal)
  }
  if (pod.nodeName === null) return findPlaceReason(pod, facts)
  if (pod.runningSince === null) return findContainerReason(pod, events)
  return readyAt === null && ageMs > REACHED_WITHIN_MS ? toReason('unreachable') : null
}

/** Never "not enough room" for everything that the scheduler says: it names what it looked at. */
function findPlaceReason(pod: ServerPod, { claim, events, ageMs, job, isNodeAway }: ServerFacts): Reason | null {
  const words = pod.unschedulable
  const disk = findEvent(events, /^(ProvisioningFailed|FailedBinding)$/)
  if (disk !== null) return toReason('volume-unbound', disk)
  if (words && /ReadWriteOncePod|already in-use/.test(words)) return toReason('volume-in-use', words, { users: '' })
  if (words && /unbound immediate|persistentvolumeclaim .* not found|didn't find available persistent/i.test(words)) {
    return toReason('volume-unbound', words)
  }
  const node = job?.boundNode ?? null
  if (words && node !== null) return toReason(isNodeAway ? 'node-away' : 'no-room-there', words, { node })
  if (words) return toReason('no-node', words)
  return claim.state === 'pending' && ageMs > BOUND_WITHIN_MS ? toReason('volume-unbound') : null
}

function findContainerReason(pod: ServerPod, events: readonly ClusterWord[]): Reason | null {
  const { waiting } = pod
  if (waiting && IMAGE.test(waiting.reason)) return toReason('image-missing', waiting.message)
  if (
    waiting &&
    /^(CrashLoopBackOff|RunContainerError|CreateContainerError|CreateContainerConfigError)$/.test(waiting.reason)
  ) {
    return toReason('server-failed', pod.lastWords ?? waiting.message)
  }
  const attach = findEvent(events, /^FailedAttachVolume$/)
  if (attach !== null)
    return toReason(/Multi-Attach|already.*attached/i.test(attach) ? 'attached-elsewhere' : 'mount-failed', attach)
  const mount = findEvent(events, /^FailedMount$/)
  return mount === null ? null : toReason('mount-failed', mount)
}

function findEvent(events: readonly ClusterWord[], reason: RegExp): string | null {
  return events.find((event) => reason.test(event.reason))?.message ?? null
}

function toReason(code: FileServerReason, raw: string | null = null, parameters: Reason['parameters'] = {}): Reason {
  return { code, parameters, raw }
}

/** The same for two that differ in nothing but their token. */
export function getVersion(access: Omit<FileAccess, 'token' | 'expiresAt' | 'version'>): string {
  return createHash('sha256').update(JSON.stringify(access)).digest('base64url').slice(0, 16)
}
