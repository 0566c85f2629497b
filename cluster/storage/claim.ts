import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { parseQuantity } from '#lib/kube/quantity.ts'
import { ACCESS_MODES_PARAMETER, PROVISIONER } from './storage-classes.ts'
import { isVolumeName } from './volume-files.ts'

/** A PersistentVolumeClaim, as far as storage is concerned. */
export interface Claim {
  namespace: string
  name: string
  uid: string
  isPending: boolean
  isBeingDeleted: boolean
  className: string | null
  /** The node that the scheduler chose for the first pod; null before that. */
  selectedNode: string | null
  /** Null until bound. */
  volumeName: string | null
  accessModes: string[]
  volumeMode: string
  hasDataSource: boolean
  hasSelector: boolean
  requestedBytes: bigint
  /** 0 until bound. */
  capacityBytes: bigint
  isResizing: boolean
}

/** A PersistentVolume that this provisioner made. */
export interface Volume {
  name: string
  uid: string
  phase: string
  reclaimPolicy: string
  claimUid: string | null
  capacityBytes: bigint
}

export interface VolumeClass {
  name: string
  isOurs: boolean
  reclaimPolicy: string
  waitsForConsumer: boolean
  accessModes: string[]
}

const quantity = z.string().transform((text) => parseQuantity(text))
const annotations = z.record(z.string(), z.string()).default({})

const claimSchema = z.object({
  metadata: z.object({
    namespace: z.string(),
    name: z.string(),
    uid: z.string(),
    annotations,
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.object({
    accessModes: z.array(z.string()).default([]),
    storageClassName: z.string().optional(),
    volumeName: z.string().optional(),
    volumeMode: z.string().default('Filesystem'),
    dataSource: z.unknown().optional(),
    dataSourceRef: z.unknown().optional(),
    selector: z.unknown().optional(),
    resources: z.object({ requests: z.object({ storage: quantity }) }),
  }),
  status: z
    .object({
      phase: z.string().default('Pending'),
      capacity: z.object({ storage: quantity.default(0n) }).default({ storage: 0n }),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    })
    .prefault({}),
})

const volumeSchema = z.object({
  metadata: z.object({ name: z.string(), uid: z.string(), annotations }),
  spec: z.object({
    capacity: z.object({ storage: quantity }),
    persistentVolumeReclaimPolicy: z.string(),
    claimRef: z.object({ uid: z.string().optional() }).optional(),
  }),
  status: z.object({ phase: z.string().default('Pending') }).prefault({}),
})

const classSchema = z.object({
  metadata: z.object({ name: z.string() }),
  provisioner: z.string(),
  parameters: z.record(z.string(), z.string()).default({}),
  reclaimPolicy: z.string().default('Delete'),
  volumeBindingMode: z.string().default('Immediate'),
})

export function toClaim(raw: KubeObject): Claim {
  const { metadata, spec, status } = claimSchema.parse(raw)
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    isPending: status.phase === 'Pending',
    isBeingDeleted: metadata.deletionTimestamp !== undefined,
    className: spec.storageClassName || null,
    selectedNode: metadata.annotations['volume.kubernetes.io/selected-node'] ?? null,
    volumeName: spec.volumeName || null,
    accessModes: spec.accessModes,
    volumeMode: spec.volumeMode,
    hasDataSource: Boolean(spec.dataSource ?? spec.dataSourceRef),
    hasSelector: Boolean(spec.selector),
    requestedBytes: spec.resources.requests.storage,
    capacityBytes: status.capacity.storage,
    isResizing: status.conditions.some(({ type, status: value }) => type === 'Resizing' && value === 'True'),
  }
}

/** Null for a PersistentVolume that somebody else made. */
export function toVolume(raw: KubeObject): Volume | null {
  const { metadata, spec, status } = volumeSchema.parse(raw)
  if (metadata.annotations['pv.kubernetes.io/provisioned-by'] !== PROVISIONER || !isVolumeName(metadata.name))
    return null
  return {
    name: metadata.name,
    uid: metadata.uid,
    phase: status.phase,
    reclaimPolicy: spec.persistentVolumeReclaimPolicy,
    claimUid: spec.claimRef?.uid ?? null,
    capacityBytes: spec.capacity.storage,
  }
}

export function toVolumeClass(raw: KubeObject): VolumeClass {
  const { metadata, provisioner, parameters, reclaimPolicy, volumeBindingMode } = classSchema.parse(raw)
  return {
    name: metadata.name,
    isOurs: provisioner === PROVISIONER,
    reclaimPolicy,
    waitsForConsumer: volumeBindingMode === 'WaitForFirstConsumer',
    accessModes: (parameters[ACCESS_MODES_PARAMETER] ?? 'ReadWriteOnce,ReadWriteOncePod').split(','),
  }
}
