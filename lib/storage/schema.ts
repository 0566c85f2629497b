import { z } from 'zod'
import { spaceIdSchema } from '#lib/auth/space-id.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { parseQuantity } from '#lib/kube/quantity.ts'
import type { WorkloadKind } from '#lib/workloads/schema.ts'

export const ACCESS_MODES = ['ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod'] as const
export type AccessMode = (typeof ACCESS_MODES)[number]

export const VOLUME_PHASES = [
  /** Gets its disk when something first uses it. */
  'pending-first-use',
  'pending',
  'bound',
  'growing',
  'grow-failed',
  'deleting',
  'lost',
] as const
export type VolumePhase = (typeof VOLUME_PHASES)[number]

export interface VolumeMount {
  pod: string
  /** The name of what the person started; null for a pod that stands alone. */
  workload: string | null
  /** Null with it, and for what is no workload of the portal's kinds. */
  workloadKind: WorkloadKind | null
  /** When the pod began to run; null while it starts. */
  since: string | null
  /** It only shows the files, and ends by itself when nobody looks. */
  isFileServer: boolean
}

/** A workload that mounts it at its next start, and nothing of which runs now. */
export interface VolumeUser {
  kind: WorkloadKind
  name: string
}

/** A volume as its owner sees it. */
export interface Volume {
  space: SpaceId
  name: string
  /** What people called it, where the name is made by rule. */
  title: string | null
  uid: string
  resourceVersion: string
  phase: VolumePhase
  requestedBytes: number
  /** Null until it has a disk. */
  capacityBytes: number | null
  /** Empty: a volume without a class. */
  storageClass: string
  accessModes: string[]
  canGrow: boolean
  /** Growing goes on when something next uses it. */
  waitsForUse: boolean
  createdAt: string
  /** Null: not measured; never a guess. */
  usedBytes: number | null
  usedAt: string | null
  mountedBy: VolumeMount[]
  /** Stopped, or between two runs: they would not start again without it. */
  neededBy: VolumeUser[]
  isPrimary: boolean
}

/** A kind of storage that the administrator offers. */
export interface StorageClass {
  name: string
  /** The administrator's words; null when there are none. */
  description: string | null
  isDefault: boolean
  canGrow: boolean
  /** Those that its volumes may have; all that Moorage knows when the class does not say. */
  accessModes: AccessMode[]
  minimumBytes: number
  waitsForFirstUse: boolean
}

/** Whole bytes of an amount such as 10Gi; adds a key of the catalogue as issue when it is none or too large to be one. */
function toBytes(text: string, context: z.RefinementCtx<string>): number {
  let bytes: bigint
  try {
    bytes = parseQuantity(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'storage.sizeInvalid' })
    return z.NEVER
  }
  if (bytes > BigInt(Number.MAX_SAFE_INTEGER)) {
    context.addIssue({ code: 'custom', message: 'storage.sizeTooLarge' })
    return z.NEVER
  }
  return Number(bytes)
}

const size = z.string().trim().transform(toBytes)
const uid = z.string().min(1).max(64)

// A claim's name is used as a label's value and in names made of it, so it is a DNS label, which is stricter than Kubernetes.
const name = z
  .string()
  .trim()
  .max(63, 'storage.nameTooLong')
  .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/, 'storage.nameInvalid')
  .refine((value) => !value.startsWith('moorage-'), 'storage.nameReserved')

const title = z
  .string()
  .trim()
  .max(80, 'storage.titleTooLong')
  .refine((value) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value), 'storage.titleInvalid')

export const createVolumeSchema = z.object({
  space: spaceIdSchema,
  /** In the space of a group the name is made by rule, and this is what people call it. */
  name: z.string().max(200),
  size,
  storageClass: z.string().min(1, 'storage.classMissing').max(253),
  accessMode: z.enum(ACCESS_MODES, 'storage.accessModeInvalid'),
  /** Made once per filled-in form: sending it twice makes one volume. */
  launchId: z.uuid(),
})

export const growVolumeSchema = z.object({ space: spaceIdSchema, name: z.string().max(253), uid, size })

export const deleteVolumeSchema = z.object({
  space: spaceIdSchema,
  name: z.string().max(253),
  uid,
  /** The volume's name, typed by the person. */
  confirmation: z.string().max(253),
  /** The space's first volume needs a second yes. */
  isPrimaryConfirmed: z.boolean().default(false),
})

export type CreateVolumeInput = z.output<typeof createVolumeSchema>
export type GrowVolumeInput = z.output<typeof growVolumeSchema>
export type DeleteVolumeInput = z.output<typeof deleteVolumeSchema>

/** For the field of the form in a user's own space. */
export const volumeNameSchema = name
/** For the field of the form in a group's space. */
export const volumeTitleSchema = title
export const volumeSizeSchema = size
