import type { Actor } from '#lib/auth/actor.ts'
import { requireAdmin } from '#lib/auth/authorize.ts'
import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { claimsKind, podsKind, storageClassesKind } from '#lib/storage/operations-cache.ts'
import type { Volume } from '#lib/storage/schema.ts'
import { toVolume } from '#lib/storage/status.ts'
import { readUsage } from '#lib/usage/operations.ts'
import type { ListAllVolumesInput, VolumePage } from './schema.ts'
import { pageVolumes } from './status-volumes.ts'

/** One page of the volumes of all spaces, for administrators; from the cache. */
export function listAllVolumes(actor: Actor, input: ListAllVolumesInput): VolumePage {
  requireAdmin(actor, 'read')
  return pageVolumes(listVolumes(), input)
}

function listVolumes(): Volume[] {
  return namespacesKind.list().flatMap(({ name: namespace, isManaged, spaceId }) => {
    if (!isManaged || !spaceId) return []
    const claims = claimsKind.list(namespace)
    const pods = claims.length === 0 ? [] : podsKind.list(namespace)
    return claims.map((claim) =>
      toVolume(claim, {
        space: spaceId,
        storageClass: claim.storageClass ? storageClassesKind.get({ name: claim.storageClass }) : undefined,
        pods,
        usage: readUsage({ namespace, name: claim.name }),
      }),
    )
  })
}
