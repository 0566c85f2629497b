import type { MessageParams } from '#lib/errors.ts'
import type { NextStep } from './schema.ts'

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

/** An object by the cluster's own word for its kind. */
export interface NamedObject {
  kind: string
  name: string
}

export interface DeletePreview {
  goes: NamedObject[]
  stays: NamedObject[]
}
