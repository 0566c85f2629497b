import type { KubeClient } from '#lib/kube/client.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { formatQuantity } from '#lib/kube/quantity.ts'
import { createObject, deleteObject, getObject, patchObject } from '#lib/kube/verbs.ts'
import { AppError } from '#lib/errors.ts'
import { toVolume } from './claim.ts'
import type { Claim, Volume } from './claim.ts'
import { buildPersistentVolume } from './persistent-volume.ts'
import { mustRemove } from './volume-action.ts'
import type { VolumeAction } from './volume-action.ts'
import type { VolumeFiles } from './volume-files.ts'
import {
  createVolume,
  getImageSizeBytes,
  growVolume,
  hasVolumeFiles,
  removeEmptyVolume,
  removeVolume,
} from './volume.ts'

export interface VolumeContext {
  client: KubeClient
  files: VolumeFiles
  nodeName: string
}

type ActionOf<Kind extends VolumeAction['kind']> = Extract<VolumeAction, { kind: Kind }>

/** Does what was decided; resolves with a sentence for the log, or null when there was nothing to do. */
export async function performVolumeAction(context: VolumeContext, action: VolumeAction): Promise<string | null> {
  if (action.kind === 'refuse') throw new AppError('INVALID_INPUT', action.sentence)
  if (action.kind === 'create') return createForClaim(context, action)
  if (action.kind === 'grow') return growForClaim(context, action)
  if (action.kind === 'remove') return remove(context)
  if (action.kind === 'discard-if-empty') return discardIfEmpty(context)
  return null
}

async function createForClaim(context: VolumeContext, action: ActionOf<'create'>): Promise<string> {
  const { client, files, nodeName } = context
  const { claim, volumeClass } = action
  const sizeBytes = await createVolume(files, getImageSizeBytes(claim.requestedBytes))
  const object = buildPersistentVolume({
    name: files.name,
    claim,
    volumeClass,
    sizeBytes,
    path: files.dataDir,
    nodeName,
  })
  await createObject(client, object).catch((error: unknown) => {
    // Made before, and not yet seen by the watch.
    if (getKubeCase(error) !== 'already-exists') throw error
  })
  return `Made ${files.name} with ${formatQuantity(BigInt(sizeBytes))} for ${claim.namespace}/${claim.name}.`
}

async function growForClaim({ client, files }: VolumeContext, action: ActionOf<'grow'>): Promise<string> {
  const { claim, volume, targetBytes } = action
  if (!claim.isResizing) await patchClaimStatus(client, claim, { conditions: [buildResizingCondition()] })
  const sizeBytes = BigInt(await growVolume(files, getImageSizeBytes(targetBytes)))
  const storage = formatQuantity(sizeBytes)
  if (volume.capacityBytes < sizeBytes) {
    await patchObject(client, toVolumeRef(volume.name), {
      patch: { metadata: { uid: volume.uid }, spec: { capacity: { storage } } },
    })
  }
  await patchClaimStatus(client, claim, {
    capacity: { storage },
    conditions: [{ $patch: 'delete', type: 'Resizing' }],
  })
  return `Enlarged ${files.name} to ${storage} for ${claim.namespace}/${claim.name}.`
}

async function remove({ client, files }: VolumeContext): Promise<string | null> {
  // Asked again, because the watch may be a moment behind and the data does not come back.
  const volume = await readVolume(client, files.name)
  if (volume && !mustRemove(volume)) return null
  const hadFiles = await hasVolumeFiles(files)
  await removeVolume(files)
  if (volume) await deleteObject(client, toVolumeRef(volume.name), { uid: volume.uid })
  return hadFiles ? `Removed ${files.name}.` : null
}

async function discardIfEmpty({ client, files }: VolumeContext): Promise<string | null> {
  if (!(await hasVolumeFiles(files)) || (await getObject(client, toVolumeRef(files.name)))) return null
  if (await removeEmptyVolume(files)) return `Removed ${files.name}, which belonged to no claim and was empty.`
  return `Left ${files.name} alone: it belongs to no claim, and it is not empty.`
}

async function readVolume(client: KubeClient, name: string): Promise<Volume | null> {
  const raw = await getObject(client, toVolumeRef(name))
  return raw ? toVolume(raw) : null
}

function toVolumeRef(name: string): { apiVersion: string; kind: string; name: string } {
  return { apiVersion: 'v1', kind: 'PersistentVolume', name }
}

function buildResizingCondition(): Record<string, string> {
  return { type: 'Resizing', status: 'True', lastTransitionTime: new Date().toISOString() }
}

// A strategic merge keeps the conditions that others wrote; the uid makes it a conflict if the claim is another one.
async function patchClaimStatus(client: KubeClient, claim: Claim, status: Record<string, unknown>): Promise<void> {
  const { namespace, name, uid } = claim
  await patchObject(
    client,
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name },
    { type: 'strategic', subresource: 'status', patch: { metadata: { uid }, status } },
  )
}
