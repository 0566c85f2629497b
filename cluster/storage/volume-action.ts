import type { Claim, Volume, VolumeClass } from './claim.ts'

/** What to do about one volume next. */
export type VolumeAction =
  | { kind: 'none' }
  | { kind: 'refuse'; sentence: string }
  | { kind: 'create'; claim: Claim; volumeClass: VolumeClass }
  | { kind: 'grow'; claim: Claim; volume: Volume; targetBytes: bigint }
  | { kind: 'remove' }
  /** Belongs to no claim and no PersistentVolume: a crash came between, or the volume was kept on purpose. */
  | { kind: 'discard-if-empty' }

export interface VolumeState {
  claim: Claim | null
  volume: Volume | null
  volumeClass: VolumeClass | null
  /** The removal was begun; it is ended even if the PersistentVolume is gone by now. */
  isBeingRemoved: boolean
  nodeName: string
}

const NONE: VolumeAction = { kind: 'none' }

export function decideVolumeAction(state: VolumeState): VolumeAction {
  const { claim, volume, isBeingRemoved } = state
  if (volume) return decideExisting(volume, claim)
  if (isBeingRemoved) return { kind: 'remove' }
  if (!claim) return { kind: 'discard-if-empty' }
  return decideNew(claim, state)
}

/** True when the volume's data is to be deleted. */
export function mustRemove(volume: Volume): boolean {
  return volume.phase === 'Released' && volume.reclaimPolicy === 'Delete'
}

function decideExisting(volume: Volume, claim: Claim | null): VolumeAction {
  if (mustRemove(volume)) return { kind: 'remove' }
  const isBound = volume.phase === 'Bound' && claim !== null && claim.uid === volume.claimUid && !claim.isPending
  if (!isBound) return NONE
  const { requestedBytes, capacityBytes } = claim
  const targetBytes = requestedBytes > volume.capacityBytes ? requestedBytes : volume.capacityBytes
  // A "Resizing" left behind by a crash, or by a request that was taken back, ends the same way.
  if (requestedBytes > capacityBytes || claim.isResizing) return { kind: 'grow', claim, volume, targetBytes }
  return NONE
}

function decideNew(claim: Claim, { volumeClass, nodeName }: VolumeState): VolumeAction {
  if (!volumeClass?.isOurs || !claim.isPending || claim.isBeingDeleted || claim.volumeName) return NONE
  const node = claim.selectedNode ?? (volumeClass.waitsForConsumer ? null : nodeName)
  if (node !== nodeName) return NONE
  const sentence = getRefusal(claim, volumeClass)
  return sentence === null ? { kind: 'create', claim, volumeClass } : { kind: 'refuse', sentence }
}

function getRefusal(claim: Claim, volumeClass: VolumeClass): string | null {
  if (claim.volumeMode !== 'Filesystem') {
    return `This storage offers file systems only, and the claim asks for a ${claim.volumeMode} volume; leave out volumeMode.`
  }
  if (claim.hasDataSource) {
    return 'This storage cannot make a copy of a volume or a snapshot; leave out dataSource and dataSourceRef.'
  }
  if (claim.hasSelector) {
    return 'This storage makes a new volume for each claim and cannot choose one by its labels; leave out selector.'
  }
  const modes = claim.accessModes.filter((mode) => !volumeClass.accessModes.includes(mode))
  if (modes.length > 0) {
    return `The storage class ${volumeClass.name} offers ${volumeClass.accessModes.join(' and ')}, not ${modes.join(' and ')}.`
  }
  return null
}
