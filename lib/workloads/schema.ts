import type { SpaceId } from '#lib/auth/space-id.ts'
import type { MessageParams } from '#lib/errors.ts'

export const WORKLOAD_KINDS = ['service', 'job', 'scheduled-job'] as const
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number]

/** Which workload of a space. */
export interface WorkloadAddress {
  kind: WorkloadKind
  name: string
}

/** The one that a page showed; another one of its name is refused. */
export interface WorkloadRef extends WorkloadAddress {
  space: SpaceId
  uid: string
}

export const WORKLOAD_STATES = [
  'starting',
  'running',
  /** Some of it works, and some does not. */
  'degraded',
  /** It cannot go on until something else happens, which may happen by itself. */
  'waiting',
  /** It does not mend itself. */
  'failed',
  'completed',
  /** A scheduled job between two times. */
  'scheduled',
  'suspended',
  'stopping',
  'stopped',
  'deleting',
  'unknown',
] as const
export type WorkloadState = (typeof WORKLOAD_STATES)[number]

/** One thing that was seen, in the cluster's own words; shown folded. */
export interface Evidence {
  source: 'event' | 'condition' | 'container' | 'object'
  /** As in "Pod/web-5d4f". */
  object: string
  /** The cluster's own word for it, as in "FailedScheduling"; empty where it has none. */
  code: string
  text: string
  /** Null: the cluster does not say when. */
  at: string | null
  /** How often it was seen. */
  count: number
}

/** One of several causes that hold at once, or what is behind a reason. */
export interface Cause {
  /** Where its sentence stands below workloads. */
  catalogue: 'causes' | 'reasons'
  code: string
  parameters: MessageParams
}

/** What to do; its words stand under workloads.nextSteps. `target` is what it leads to, null where the code says all. */
export interface NextStep {
  code: string
  target: string | null
}

export interface Explanation {
  state: WorkloadState
  /** Stable; the sentence for it stands under workloads.reasons. */
  reason: string
  parameters: MessageParams
  causes: Cause[]
  evidence: Evidence[]
  nextStep: NextStep | null
  /** Null: the cluster does not say since when. */
  since: string | null
}

/** What one pod may use; null: no limit. */
export interface PodSize {
  cpuRequestMillicores: number
  cpuLimitMillicores: number | null
  memoryRequestBytes: number
  memoryLimitBytes: number | null
  gpus: number
}

/** A container's last end, in numbers. */
export interface ContainerEnd {
  exitCode: number
  /** The cluster's own word, as in "OOMKilled". */
  reason: string
  at: string | null
}

export interface WorkloadPod {
  name: string
  uid: string
  node: string | null
  phase: string
  isReady: boolean
  isDeleting: boolean
  restarts: number
  /** Of the container that ended last; null while none has. */
  lastEnd: ContainerEnd | null
  containers: { name: string; image: string; isReady: boolean; restarts: number }[]
  createdAt: string
  startedAt: string | null
}

/** A line of the list. */
export interface Workload {
  space: SpaceId
  kind: WorkloadKind
  name: string
  uid: string
  resourceVersion: string
  /** Moorage made it; everything else is shown and left alone. */
  isManaged: boolean
  launchId: string | null
  template: string | null
  explanation: Explanation
  image: string
  /** Null for jobs. */
  replicas: { wanted: number; ready: number; updated: number } | null
  restarts: number
  size: PodSize
  /** Null: no web address. `host` is null where the installation gives out none. */
  web: {
    port: number
    isPublic: boolean
    /** Its template lets viewers in too; whoever opens it is asked again. */
    isForViewers: boolean
    host: string | null
  } | null
  /** Claims that its pods mount. */
  volumes: string[]
  idleSeconds: number | null
  /** Null for what has no schedule. */
  schedule: { text: string; timeZone: string; nextTimes: string[]; lastTime: string | null } | null
  createdAt: string
  /** Of a job. */
  finishedAt: string | null
  /** When a finished job is cleared away. */
  expiresAt: string | null
}
