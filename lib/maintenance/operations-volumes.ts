import type { Actor } from '#lib/auth/actor.ts'
import { requireAdmin } from '#lib/auth/authorize.ts'
import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { claimsKind } from '#lib/storage/operations-cache.ts'
import { showClaim } from '#lib/storage/operations-context.ts'
import type { Volume } from '#lib/storage/schema.ts'
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
    return claimsKind.list(namespace).map((claim) => showClaim(claim, spaceId))
  })
}
