import type { FieldMessage } from '#lib/errors.ts'
import { formatBytes } from '#lib/format.ts'
import type { QuotaItem, QuotaView } from '#lib/quota/schema.ts'
import { listShortages } from '#lib/quota/status.ts'
import type { Claim } from './objects-claims.ts'
import { volumeNameSchema, volumeTitleSchema } from './schema.ts'
import type { CreateVolumeInput, StorageClass } from './schema.ts'
import { getPhase } from './status.ts'

/** What stands against a wish: sentences by field of the form, and whether the quota is the reason. */
export interface Refusal {
  fields: Record<string, FieldMessage>
  isQuota: boolean
}

/** Sizes in sentences look the same in all languages. */
const formatSize = (bytes: number) => formatBytes(bytes, 'en')

/** Everything that can be said of a new volume before the cluster is asked; null when nothing stands against it. */
export function checkNewVolume(
  input: Pick<CreateVolumeInput, 'name' | 'size' | 'accessMode'>,
  known: { kind: 'user' | 'group'; storageClass: StorageClass | undefined; quota: QuotaView; isTaken: boolean },
): Refusal | null {
  const { storageClass, quota, isTaken } = known
  const fields: Record<string, FieldMessage> = {}
  const named = (known.kind === 'user' ? volumeNameSchema : volumeTitleSchema).safeParse(input.name)
  if (!named.success) fields.name = toMessage(named.error.issues[0]?.message)
  else if (isTaken) fields.name = nameTaken(input.name)
  if (!storageClass) {
    fields.storageClass = { messageKey: 'storage.classUnknown', text: 'This kind of storage is not offered.' }
    return { fields, isQuota: false }
  }
  if (!storageClass.accessModes.includes(input.accessMode)) {
    fields.accessMode = {
      messageKey: 'storage.accessModeNotOffered',
      params: { class: storageClass.name },
      text: `Storage of the kind ${storageClass.name} cannot be used this way.`,
    }
  }
  if (input.size < storageClass.minimumBytes) {
    const minimum = formatSize(storageClass.minimumBytes)
    fields.size = {
      messageKey: 'storage.sizeTooSmall',
      params: { class: storageClass.name, minimum },
      text: `A volume of the kind ${storageClass.name} has at least ${minimum}.`,
    }
  }
  if (Object.keys(fields).length > 0) return { fields, isQuota: false }
  return checkQuota(quota.items, { storage: input.size, volumes: 1 })
}

/** The same for a volume that is to become larger. */
export function checkGrowth(
  claim: Claim,
  wanted: { sizeBytes: number; storageClass: StorageClass | undefined; quota: QuotaView },
): Refusal | null {
  const { sizeBytes, storageClass, quota } = wanted
  const message = findGrowthProblem(claim, sizeBytes, storageClass)
  if (message) return { fields: { size: message }, isQuota: false }
  return checkQuota(quota.items, { storage: sizeBytes - claim.requestedBytes })
}

function findGrowthProblem(
  claim: Claim,
  sizeBytes: number,
  storageClass: StorageClass | undefined,
): FieldMessage | null {
  if (!storageClass?.canGrow) {
    return {
      messageKey: 'storage.classCannotGrow',
      params: { class: claim.storageClass ?? '' },
      text: 'Volumes of this kind keep the size that they were made with.',
    }
  }
  const phase = getPhase(claim, storageClass)
  if (phase === 'pending' || phase === 'pending-first-use') {
    return { messageKey: 'storage.growsLater', text: 'It has no disk yet; it can grow once something has used it.' }
  }
  if (phase === 'deleting' || phase === 'lost') {
    return { messageKey: 'storage.growsNoMore', text: 'A volume that is lost or being deleted cannot grow.' }
  }
  if (sizeBytes <= claim.requestedBytes) {
    const now = formatSize(claim.requestedBytes)
    return { messageKey: 'storage.shrink', params: { now }, text: `It has ${now}, and volumes only become larger.` }
  }
  return null
}

function checkQuota(items: readonly QuotaItem[], asked: { storage: number; volumes?: number }): Refusal | null {
  const shortages = listShortages(items, asked)
  if (shortages.length === 0) return null
  const fields: Record<string, FieldMessage> = {}
  for (const { resource, used, limit } of shortages) {
    if (resource === 'storage') {
      const params = { used: formatSize(used), limit: formatSize(limit), left: formatSize(Math.max(0, limit - used)) }
      const text = `Your quota has ${params.left} left: ${params.used} of ${params.limit} are used.`
      fields.size = { messageKey: 'storage.sizeBeyondQuota', params, text }
    } else {
      const text = `All ${limit} volumes that your quota allows exist already.`
      fields.name = { messageKey: 'storage.noVolumesLeft', params: { used, limit }, text }
    }
  }
  return { fields, isQuota: true }
}

export function nameTaken(name: string): FieldMessage {
  return { messageKey: 'storage.nameTaken', params: { name }, text: `There is a volume "${name}" already.` }
}

function toMessage(messageKey = 'storage.nameInvalid'): FieldMessage {
  return { messageKey, text: 'This name cannot be used.' }
}
