import { z } from 'zod'
import { spaceIdSchema } from '#lib/auth/space-id.ts'
import type { SpaceDrift } from '#lib/spaces/schema.ts'
import { VOLUME_PHASES, type Volume } from '#lib/storage/schema.ts'

/** What is looked at, in the order of the page. */
export const HEALTH_CHECKS = [
  'cluster',
  'clock',
  'rights',
  'lists',
  'spaces',
  'storage-classes',
  'usage',
  'network-policies',
  'secrets',
] as const
export type HealthCheck = (typeof HEALTH_CHECKS)[number]

/** Stable: people search for them, and the documentation names them. The sentences stand in the catalogues. */
export const HEALTH_CODES = [
  'cluster-away',
  'kubernetes-too-old',
  'clock-skew',
  'rights-missing',
  'rights-unknown',
  'list-missing',
  'list-old',
  'spaces-drifted',
  'space-foreign',
  'no-default-class',
  'several-default-classes',
  'first-class-missing',
  'offered-class-missing',
  'class-cannot-grow',
  'usage-off',
  'usage-silent',
  'prometheus-away',
  'metrics-missing',
  'policies-unknown',
  'policies-unclear',
  'policies-not-enforced',
  'secrets-unknown',
  'secrets-plain',
] as const
export type HealthCode = (typeof HEALTH_CODES)[number]

/** "unknown" is no problem yet, but nobody can say that there is none. */
export type HealthLevel = 'danger' | 'warning' | 'unknown'

export interface HealthProblem {
  code: HealthCode
  check: HealthCheck
  level: HealthLevel
  /** What it is about, where there may be several: a storage class, a namespace, a list. */
  subject: string | null
  /** What the sentences are filled with. */
  values: Record<string, string | number>
  /** What was seen, word for word; null when there is nothing to add. */
  facts: string | null
}

export interface HealthCheckView {
  check: HealthCheck
  /** "pending": the cluster is being asked for the first time. */
  state: 'good' | 'pending' | HealthLevel
}

/** One list that the portal keeps of the cluster. */
export interface ListAge {
  name: string
  count: number
  /** Null: never read. */
  ageSeconds: number | null
  /** The portal works without it. */
  isOptional: boolean
}

export type ProbeState =
  /** It was never run here, or so long ago that it does not count. */
  | 'never'
  | 'running'
  | 'enforced'
  | 'not-enforced'
  /** It ran and could not tell. */
  | 'unclear'

export interface ProbeView {
  state: ProbeState
  /** When it ended, or began while it runs. */
  at: string | null
  facts: string | null
  /** False: the objects that it needs were not deployed. */
  isInstalled: boolean
}

export interface HealthReport {
  /** When the cluster was last asked; null: not yet. The lists and the spaces are always as of now. */
  askedAt: string | null
  isAsking: boolean
  /** The worst first. */
  problems: HealthProblem[]
  checks: HealthCheckView[]
  lists: ListAge[]
  spaces: { shown: SpaceDrift[]; total: number }
  /** Null: not asked yet. */
  probe: ProbeView | null
}

export const VOLUME_SORTS = ['name', 'space', 'size', 'used', 'share', 'created'] as const
export type VolumeSort = (typeof VOLUME_SORTS)[number]

export const listAllVolumesSchema = z.object({
  search: z.string().trim().max(100).default(''),
  phase: z.enum(VOLUME_PHASES).optional(),
  sort: z.enum(VOLUME_SORTS).default('space'),
  isDescending: z.boolean().default(false),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(25),
})
export type ListAllVolumesInput = z.output<typeof listAllVolumesSchema>

export interface VolumePage {
  items: Volume[]
  /** Of all that match, on all pages. */
  total: number
  page: number
  /** Of all that match. */
  requestedBytes: number
  /** Of those that were measured. */
  usedBytes: number
  measuredCount: number
}

export const repairSpaceSchema = z.object({ space: spaceIdSchema })
export const repairAllSchema = z.object({})
export const startProbeSchema = z.object({})

export type RepairSpaceInput = z.output<typeof repairSpaceSchema>
