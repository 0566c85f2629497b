import type { SpaceId } from '#lib/auth/space-id.ts'
import type { MessageParams } from '#lib/errors.ts'
import type { AccessMode } from '#lib/storage/schema.ts'
import type { Consumption } from '#lib/usage/schema.ts'
import type { LaunchFields } from './schema-launch.ts'

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
  web: { port: number; isPublic: boolean; host: string | null } | null
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

export interface WorkloadMount {
  source: 'volume' | 'config-map' | 'secret' | 'scratch' | 'other'
  /** Empty for scratch space. */
  object: string
  path: string
  isReadOnly: boolean
}

/** A variable: what it is called and where it comes from; values from Secrets are never sent. */
export interface WorkloadVariable {
  name: string
  source: 'value' | 'config-map' | 'secret' | 'other'
  value: string | null
  object: string | null
  key: string | null
}

export interface Rollout {
  revision: number
  image: string
  at: string
  isCurrent: boolean
}

/** One time that a scheduled job ran, or runs. */
export interface WorkloadRun {
  name: string
  uid: string
  /** Without evidence, which only the latest is asked for. */
  explanation: Explanation
  /** When it ended; while it runs, when it began. */
  at: string
}

export interface WorkloadStep {
  id: 'accepted' | 'placed' | 'volumes' | 'image' | 'started' | 'ready'
  state: 'done' | 'now' | 'waiting' | 'failed'
  at: string | null
}

/** What counted as use of a service; "start": nothing since it started. */
export type IdleUse = 'cpu' | 'web' | 'terminal' | 'start'

/** When a service that is stopped after a time without use would be stopped. */
export interface WorkloadIdle {
  seconds: number
  lastUsedAt: string | null
  lastUse: IdleUse | null
  /** Null: nothing measures whether it is used, and so nothing stops it. */
  stopsAt: string | null
  /** Somebody has put it off until then; null: nobody has, or it is over. */
  keptUntil: string | null
}

/** The page of one workload. */
export interface WorkloadDetails extends Workload {
  /** Null: nothing stops it, or it is stopped. */
  idle: WorkloadIdle | null
  /** Of all its pods together; null: nothing has measured it. */
  usage: Consumption | null
  /** The oldest first; as far back as somebody has been looking. */
  usageHistory: Consumption[]
  pods: WorkloadPod[]
  steps: WorkloadStep[]
  command: string[]
  args: string[]
  ports: { name: string; port: number }[]
  mounts: WorkloadMount[]
  environment: WorkloadVariable[]
  /** Whose keys are all in the environment. */
  environmentSets: { source: 'config-map' | 'secret'; object: string }[]
  rollouts: Rollout[]
  /** Of a scheduled job, the latest first. */
  runs: WorkloadRun[]
}

/** One thing that stands against a launch, or that is better known before it. */
export interface Finding {
  /** Its sentence stands under workloads.findings. */
  code: string
  /** A warning does not keep anybody from launching. */
  level: 'refusal' | 'warning'
  /** The path of a field of the form; null: the whole. */
  field: string | null
  parameters: MessageParams
  /** What would make it fit; the words stand under workloads.fixes. */
  fixes: NextStepWithParameters[]
}

export interface NextStepWithParameters extends NextStep {
  parameters: MessageParams
}

/** What a launch would do; nothing has been made yet. */
export interface LaunchPreview {
  findings: Finding[]
  /** The API server has been asked too. */
  isDryRun: boolean
  objects: { kind: string; name: string; action: 'create' | 'update' | 'delete' }[]
  yaml: string
  /** Null: not shown by setting. */
  kubectl: string | null
  webHost: string | null
  nextTimes: string[]
  quota: { resource: string; unit: string; used: number; change: number; limit: number }[]
}

/** A template as the form offers it, in the reader's language. */
export interface OfferedTemplate {
  id: string
  title: string
  description: string
  kind: WorkloadKind
  /** A name that is free. */
  name: string
  /** The first one is proposed. */
  sizes: { id: string; cpu: string; memory: string; gpus: number }[]
  /** Others than those may be asked for too. */
  isSizeFree: boolean
  /** Fields of the form that cannot be changed. */
  fixed: string[]
  defaults: Partial<LaunchFields>
  needsRoot: boolean
}

/** What the form for a launch has to choose from. */
export interface LaunchOffer {
  templates: OfferedTemplate[]
  /** Those that the administrator has to mend. */
  wrongTemplates: number
  /** Null: no node has any. */
  gpus: { largestPerNode: number } | null
  volumes: { name: string; title: string | null; accessMode: AccessMode; isPrimary: boolean; usedBy: string[] }[]
  configMaps: { name: string; keys: string[] }[]
  secrets: { name: string; keys: string[]; isPullSecret: boolean }[]
  web: { isOffered: boolean; isPublicAllowed: boolean; appsDomain: string | null }
  hasKubectl: boolean
  defaultTimeZone: string
}

/** The form filled in as a workload is now, for an edit or a clone. */
export interface EditForm {
  fields: LaunchFields
  /** What the form cannot hold; an edit would take it away. */
  unknown: string[]
  uid: string
  resourceVersion: string
  /** Settings that somebody else has changed by hand since, by their place in the object. */
  handEdits: string[]
}

/** An object by the cluster's own word for its kind. */
export interface NamedObject {
  kind: string
  name: string
}

export interface DeletePreview {
  goes: NamedObject[]
  stays: NamedObject[]
}
