import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { groupsKind } from '#lib/auth/cached-kinds.ts'
import { getSpaceRole } from '#lib/auth/can.ts'
import type { Action } from '#lib/auth/can.ts'
import { formatSpaceId, requireSpaceId } from '#lib/auth/space-id.ts'
import type { SpaceId, SpaceRef } from '#lib/auth/space-id.ts'
import { AppError } from '#lib/errors.ts'
import type { SpaceSummary } from './schema.ts'

/** The actor's own space first, then the groups by name; from the cache. */
export function listSpaces(actor: Actor): SpaceSummary[] {
  const groups = [...actor.groups.keys()].map((id) => toSummary(actor, { kind: 'group', name: id }))
  return [
    toSummary(actor, { kind: 'user', name: actor.username }),
    ...groups.toSorted((a, b) => a.name.localeCompare(b.name, 'en') || a.id.localeCompare(b.id, 'en')),
  ]
}

/** One space that the scope was given for; administrators see those of others too. */
export function getSpace({ actor, spaceId }: SpaceScope): SpaceSummary {
  return toSummary(actor, requireSpaceId(spaceId))
}

/** Like `authorize`, for pages about several spaces: what is wrong with one is a word about it, not the end of the page. */
export function findScope(
  actor: Actor,
  action: Action,
  spaceId: SpaceId,
): { scope: SpaceScope } | { problem: 'preparing' | 'foreign' } {
  try {
    return { scope: authorize(actor, action, spaceId) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NOT_READY') throw error
    return { problem: error.messageKey === 'access.foreignNamespace' ? 'foreign' : 'preparing' }
  }
}

function toSummary(actor: Actor, ref: SpaceRef): SpaceSummary {
  const name = ref.kind === 'group' ? (groupsKind.get({ name: ref.name })?.displayName ?? ref.name) : ref.name
  return { id: formatSpaceId(ref), kind: ref.kind, name, role: getSpaceRole(actor, ref) }
}
