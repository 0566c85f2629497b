import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { parseQuantity } from '#lib/kube/quantity.ts'
import { ACCESS_MODES } from './schema.ts'
import type { AccessMode, StorageClass } from './schema.ts'

const DESCRIPTION_ANNOTATION = 'moorage.dev/description'
const ACCESS_MODES_ANNOTATION = 'moorage.dev/access-modes'
const MINIMUM_ANNOTATION = 'moorage.dev/minimum-size'
const DEFAULT_ANNOTATION = 'storageclass.kubernetes.io/is-default-class'

/** Longer ones would push the form itself off the page, and are sent with each. */
const DESCRIPTION_MAX_LENGTH = 500

/** What the parameter of the same name says where no annotation does; provisioners of others have other parameters. */
const ACCESS_MODES_PARAMETER = 'accessModes'

/** Smaller file systems are of no use, and amounts below a byte ("0.1m") are mistakes. */
const MINIMUM_BYTES = 1024 * 1024

export interface CachedStorageClass extends StorageClass {
  readonly createdAt: string
}

const strings = z.record(z.string(), z.string()).default({})
const classSchema = z.object({
  metadata: z.object({ annotations: strings }),
  parameters: strings,
  volumeBindingMode: z.string().default('Immediate'),
  allowVolumeExpansion: z.boolean().default(false),
})

export function toStorageClass(raw: KubeObject): CachedStorageClass {
  const { metadata, parameters, volumeBindingMode, allowVolumeExpansion } = classSchema.parse(raw)
  const { annotations } = metadata
  return {
    name: raw.metadata.name,
    description: annotations[DESCRIPTION_ANNOTATION]?.slice(0, DESCRIPTION_MAX_LENGTH) ?? null,
    isDefault: annotations[DEFAULT_ANNOTATION] === 'true',
    canGrow: allowVolumeExpansion,
    accessModes: parseAccessModes(annotations[ACCESS_MODES_ANNOTATION] ?? parameters[ACCESS_MODES_PARAMETER]),
    minimumBytes: parseMinimum(annotations[MINIMUM_ANNOTATION]),
    waitsForFirstUse: volumeBindingMode === 'WaitForFirstConsumer',
    createdAt: raw.metadata.creationTimestamp ?? '',
  }
}

/** Kubernetes does not say which modes a class can give; without a word about it, all are offered. */
function parseAccessModes(text: string | undefined): AccessMode[] {
  const named = (text ?? '').split(',').map((mode) => mode.trim())
  const modes = ACCESS_MODES.filter((mode) => named.includes(mode))
  return modes.length > 0 ? modes : [...ACCESS_MODES]
}

// An annotation with nonsense must not take the class away.
function parseMinimum(text: string | undefined): number {
  try {
    return Math.max(MINIMUM_BYTES, Number(parseQuantity(text ?? '0')))
  } catch {
    return MINIMUM_BYTES
  }
}

/**
 * The classes that are offered, the default first. `names` are those of the settings; empty: all. Several may call
 * themselves the default, and then Kubernetes takes the newest.
 */
export function selectClasses(classes: readonly CachedStorageClass[], names: readonly string[]): StorageClass[] {
  const defaultName = findDefaultClass(classes)?.name
  return classes
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map((one) => ({ ...toShown(one), isDefault: one.name === defaultName }))
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name, 'en'))
}

function toShown(known: CachedStorageClass): StorageClass {
  const { name, description, isDefault, canGrow, accessModes, minimumBytes, waitsForFirstUse } = known
  return { name, description, isDefault, canGrow, accessModes, minimumBytes, waitsForFirstUse }
}

/** https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass */
export function findDefaultClass(classes: readonly CachedStorageClass[]): CachedStorageClass | undefined {
  return classes
    .filter(({ isDefault }) => isDefault)
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt, 'en') || a.name.localeCompare(b.name, 'en'))[0]
}
