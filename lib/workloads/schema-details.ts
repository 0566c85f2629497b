import type { Consumption } from '#lib/usage/schema.ts'
import type { Explanation, Workload, WorkloadPod } from './schema.ts'

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
