import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { formatQuantity } from '#lib/kube/quantity.ts'
import { createObject, getObject } from '#lib/kube/verbs.ts'
import { readQuota } from '#lib/quota/operations.ts'
import { FIELD_MANAGER, LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import { formatGroupVolumeName, formatPrimaryName } from '#lib/spaces/objects.ts'
import { buildVolume } from './objects.ts'
import type { VolumeManifest } from './objects.ts'
import { claimsKind } from './operations-cache.ts'
import {
  atField,
  listOfferedClasses,
  requireCounted,
  showWritten,
  throwRefusal,
  toInputError,
} from './operations-context.ts'
import type { CreateVolumeInput, Volume } from './schema.ts'
import { checkNewVolume, nameTaken } from './status-checks.ts'

/** The cluster may have made it although the answer was lost. */
const IN_DOUBT = ['timed-out', 'cut-off', 'unreachable', 'slow', 'server-error', 'unavailable', 'already-exists']

/** Makes a volume; sent twice with the same launch id, it is one volume. Throws before anything is made. */
export async function createVolume(actor: Actor, input: CreateVolumeInput): Promise<Volume> {
  const scope = authorize(actor, 'volume.create', input.space)
  const volume = toManifest(scope, input)
  const earlier = claimsKind.get({ namespace: scope.namespace, name: volume.name })
  const isAgain = earlier?.launchId === input.launchId
  if (!isAgain) requireRoom(scope, { input, volume, isTaken: earlier !== undefined })
  const { name, size, storageClass, accessMode } = volume
  const entry = {
    actor,
    action: 'volume.create',
    space: scope.spaceId,
    object: { kind: 'PersistentVolumeClaim', name },
    after: { size, storageClass, accessMode, title: volume.title },
  }
  const made = isAgain ? await findOwn(volume) : null
  return showWritten(made ?? (await withAudit(entry, () => create(volume))), scope)
}

function toManifest(scope: SpaceScope, input: CreateVolumeInput): VolumeManifest & { launchId: string } {
  const { launchId, storageClass, accessMode } = input
  const typed = input.name.trim()
  const isGroup = scope.kind === 'group'
  const groupId = requireSpaceId(scope.spaceId).name
  return {
    namespace: scope.namespace,
    kind: scope.kind,
    name: isGroup ? formatGroupVolumeName(groupId, launchId) : typed,
    title: isGroup && typed !== '' ? typed : null,
    size: formatQuantity(BigInt(input.size)),
    storageClass,
    accessMode,
    isPrimary: false,
    launchId,
  }
}

function requireRoom(
  scope: SpaceScope,
  { input, volume, isTaken }: { input: CreateVolumeInput; volume: VolumeManifest; isTaken: boolean },
): void {
  const { kind, spaceId, namespace } = scope
  // The space makes its first volume itself.
  if (kind === 'user' && volume.name === formatPrimaryName(requireSpaceId(spaceId).name) && !isTaken) {
    throw toInputError({ name: { messageKey: 'storage.nameReserved', text: 'This name is set aside.' } })
  }
  const storageClass = listOfferedClasses().find(({ name }) => name === input.storageClass)
  const quota = readQuota(namespace)
  const refusal = checkNewVolume(input, { kind, storageClass, quota, isTaken })
  if (refusal && !refusal.isQuota) throwRefusal(refusal)
  requireCounted(quota)
  if (refusal) throwRefusal(refusal)
}

async function create(volume: VolumeManifest & { launchId: string }): Promise<KubeObject> {
  try {
    return await createObject(getKubeClient(), buildVolume(volume), { fieldManager: FIELD_MANAGER })
  } catch (error) {
    const kubeCase = getKubeCase(error) ?? ''
    if (IN_DOUBT.includes(kubeCase)) {
      const own = await findOwn(volume).catch(() => null)
      if (own) return own
    }
    if (kubeCase === 'already-exists') throw toInputError({ name: nameTaken(volume.title ?? volume.name) })
    if (error instanceof AppError && error.code === 'QUOTA_EXCEEDED') throw atField(error, 'size')
    throw error
  }
}

/** The volume that this very launch has made; null for another one of its name. */
async function findOwn({ namespace, name, launchId }: VolumeManifest): Promise<KubeObject | null> {
  const ref = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name }
  const found = await getObject(getKubeClient(), ref)
  return found?.metadata.labels?.[LAUNCH_LABEL] === launchId ? found : null
}
