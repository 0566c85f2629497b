import type { AccessMode } from '#lib/storage/schema.ts'
import type { LaunchFields } from './schema-launch.ts'
import type { WorkloadKind } from './schema.ts'

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
  gpus: { resource: string; largestPerNode: number }[]
  /** The most of each that any machine has; null: nobody knows. */
  largestNode: { cpuMillicores: number; memoryBytes: number; freeMemoryBytes: number | null } | null
  volumes: { name: string; title: string | null; accessMode: AccessMode; isPrimary: boolean; usedBy: string[] }[]
  configMaps: { name: string; keys: string[] }[]
  secrets: { name: string; keys: string[]; isPullSecret: boolean }[]
  web: { isOffered: boolean; isPublicAllowed: boolean; appsDomain: string | null }
  /** A program may have users of its own. */
  hasUserNamespaces: boolean
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
