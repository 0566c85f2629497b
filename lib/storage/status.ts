import type { SpaceId } from '#lib/auth/space-id.ts'
import type { Claim } from './objects-claims.ts'
import type { Pod } from './objects-pods.ts'
import type { WorkloadClaims } from './objects-users.ts'
import type { StorageClass, Volume, VolumeMount, VolumePhase, VolumeUser } from './schema.ts'

/** What is known of a volume besides the claim itself. */
export interface VolumeContext {
  space: SpaceId
  /** Undefined: the class is gone, or the volume has none. */
  storageClass: StorageClass | undefined
  /** Those of the space. */
  pods: readonly Pod[]
  workloads: readonly WorkloadClaims[]
  /** Null: not measured. */
  usage: { usedBytes: number; at: string } | null
}

export function toVolume(claim: Claim, context: VolumeContext): Volume {
  const { storageClass, usage } = context
  const mountedBy = listMounts(claim.name, context.pods)
  const phase = getPhase(claim, storageClass)
  // A measurement from before it was made belongs to an earlier volume of the same name.
  const isOfThis = usage !== null && Date.parse(usage.at) >= Date.parse(claim.createdAt)
  return {
    space: context.space,
    name: claim.name,
    title: claim.title,
    uid: claim.uid,
    resourceVersion: claim.resourceVersion,
    phase,
    requestedBytes: claim.requestedBytes,
    capacityBytes: claim.capacityBytes,
    storageClass: claim.storageClass ?? '',
    accessModes: [...claim.accessModes],
    canGrow: claim.isManaged && storageClass?.canGrow === true && GROWS_IN[phase],
    waitsForUse: phase === 'growing' && claim.growth === 'waits-for-use' && mountedBy.length === 0,
    createdAt: claim.createdAt,
    usedBytes: isOfThis ? usage.usedBytes : null,
    usedAt: isOfThis ? usage.at : null,
    mountedBy,
    neededBy: listNeeding(claim.name, context.workloads, mountedBy),
    isPrimary: claim.isPrimary,
  }
}

export function getPhase(claim: Claim, storageClass: StorageClass | undefined): VolumePhase {
  if (claim.isDeleting) return 'deleting'
  if (claim.state === 'lost') return 'lost'
  if (claim.state === 'pending') {
    return storageClass?.waitsForFirstUse && !claim.hasNode ? 'pending-first-use' : 'pending'
  }
  if (claim.growth === 'failed') return 'grow-failed'
  return claim.growth === 'none' ? 'bound' : 'growing'
}

/** Kubernetes changes the size of a volume only once it has a disk, and may be asked again while it grows. */
const GROWS_IN: Record<VolumePhase, boolean> = {
  'pending-first-use': false,
  pending: false,
  bound: true,
  growing: true,
  'grow-failed': true,
  deleting: false,
  lost: false,
}

/** Who holds it now, by name; finished pods hold nothing. */
export function listMounts(claimName: string, pods: readonly Pod[]): VolumeMount[] {
  return pods
    .filter((pod) => !pod.isFinished && pod.claims.includes(claimName))
    .map(({ name, workload, workloadKind, startedAt, isFileServer }) => ({
      pod: name,
      workload,
      workloadKind,
      since: startedAt,
      isFileServer,
    }))
    .toSorted((a, b) => a.pod.localeCompare(b.pod, 'en'))
}

/** What would mount it at its next start, and has no pod that does so now. */
export function listNeeding(
  claimName: string,
  workloads: readonly WorkloadClaims[],
  mounts: readonly VolumeMount[],
): VolumeUser[] {
  return workloads
    .filter(({ name, claims }) => claims.includes(claimName) && !mounts.some(({ workload }) => workload === name))
    .map(({ kind, name }) => ({ kind, name }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en') || a.kind.localeCompare(b.kind, 'en'))
}

/** Those that keep a volume from being deleted: a file server ends by itself. */
export function listDependents(mounts: readonly VolumeMount[]): VolumeMount[] {
  return mounts.filter(({ isFileServer }) => !isFileServer)
}
