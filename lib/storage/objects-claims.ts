import { z } from 'zod'
import { MANAGED_BY, MANAGED_BY_LABEL } from '#lib/auth/managed-namespace.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { parseQuantity } from '#lib/kube/quantity.ts'
import { LAUNCH_LABEL, PRIMARY_LABEL, TITLE_ANNOTATION } from '#lib/spaces/objects-marks.ts'

/** A PersistentVolumeClaim, as far as it is shown or anything is decided by it. */
export interface Claim {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly createdAt: string
  readonly isManaged: boolean
  readonly isPrimary: boolean
  readonly title: string | null
  readonly launchId: string | null
  /** Null: the default class has not been filled in yet. Empty: a volume without a class. */
  readonly storageClass: string | null
  readonly accessModes: readonly string[]
  readonly state: 'pending' | 'bound' | 'lost'
  readonly isDeleting: boolean
  /** Something that uses it was given a node. */
  readonly hasNode: boolean
  readonly requestedBytes: number
  readonly capacityBytes: number | null
  readonly growth: 'none' | 'running' | 'waits-for-use' | 'failed'
}

// Shown only, so the nearest number will do for what is larger than exact ones.
const bytes = z.string().transform((text) => Number(parseQuantity(text)))
const strings = z.record(z.string(), z.string()).default({})

const claimSchema = z.object({
  metadata: z.object({ labels: strings, annotations: strings }),
  spec: z.object({
    accessModes: z.array(z.string()).default([]),
    storageClassName: z.string().optional(),
    resources: z.object({ requests: z.object({ storage: bytes }) }),
  }),
  status: z
    .object({
      phase: z.string().default('Pending'),
      capacity: z.object({ storage: bytes.optional() }).default({}),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      allocatedResourceStatuses: z.object({ storage: z.string().optional() }).default({}),
    })
    .default({ phase: 'Pending', capacity: {}, conditions: [], allocatedResourceStatuses: {} }),
})

type ClaimStatus = z.output<typeof claimSchema>['status']

const STATES: Record<string, Claim['state']> = { Bound: 'bound', Lost: 'lost' }

export function toClaim(raw: KubeObject): Claim {
  const { metadata } = raw
  const { spec, status, metadata: marks } = claimSchema.parse(raw)
  const requestedBytes = spec.resources.requests.storage
  const capacityBytes = status.capacity.storage ?? null
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    createdAt: metadata.creationTimestamp ?? '',
    isManaged: marks.labels[MANAGED_BY_LABEL] === MANAGED_BY,
    isPrimary: marks.labels[PRIMARY_LABEL] === 'true',
    title: marks.annotations[TITLE_ANNOTATION] ?? null,
    launchId: marks.labels[LAUNCH_LABEL] ?? null,
    storageClass: spec.storageClassName ?? null,
    accessModes: spec.accessModes,
    state: STATES[status.phase] ?? 'pending',
    isDeleting: metadata.deletionTimestamp !== undefined,
    hasNode: marks.annotations['volume.kubernetes.io/selected-node'] !== undefined,
    requestedBytes,
    capacityBytes,
    growth: capacityBytes !== null && requestedBytes > capacityBytes ? toGrowth(status) : 'none',
  }
}

/** https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims */
function toGrowth({ conditions, allocatedResourceStatuses }: ClaimStatus): Claim['growth'] {
  const allocation = allocatedResourceStatuses.storage ?? ''
  const has = (type: RegExp) => conditions.some((condition) => condition.status === 'True' && type.test(condition.type))
  if (allocation.endsWith('Infeasible') || has(/^(Controller|Node)ResizeError$/)) return 'failed'
  // The disk has grown; its file system does when a pod next mounts it.
  if (allocation === 'NodeResizePending' || has(/^FileSystemResizePending$/)) return 'waits-for-use'
  return 'running'
}
