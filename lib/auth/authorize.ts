import { AppError } from '#lib/errors.ts'
import type { Actor } from './actor.ts'
import { groupsKind, namespacesKind, usersKind } from './cached-kinds.ts'
import { can, getSpaceRole, isPlainRead, type Action } from './can.ts'
import { requireFreshRights, requireKnownRights } from './freshness.ts'
import { isSameIdentity } from './identity.ts'
import type { ManagedNamespace } from './managed-namespace.ts'
import { formatSpaceId, getNamespaceName, requireSpaceId, type SpaceId, type SpaceRef } from './space-id.ts'

declare const brand: unique symbol

/** Proof that `actor` may do `action` in this space at this moment. Only `authorize` makes one. */
export interface SpaceScope {
  readonly [brand]: 'space'
  readonly spaceId: SpaceId
  readonly namespace: string
  readonly kind: 'user' | 'group'
  readonly actor: Actor
  readonly action: Action
}

/** Proof that `actor` administers Moorage. Only `requireAdmin` makes one. */
export interface AdminScope {
  readonly [brand]: 'admin'
  readonly actor: Actor
}

/**
 * The one way to a space. Throws NOT_FOUND for outsiders and for spaces that do not exist, FORBIDDEN for members without
 * the right, NOT_READY while the namespace is missing or not the owner's, and UNAVAILABLE when what is known is too old.
 */
export function authorize(actor: Actor, action: Action, spaceId: SpaceId): SpaceScope {
  if (isPlainRead(action)) requireKnownRights()
  else requireFreshRights()
  const ref = requireSpaceId(spaceId)
  if (getSpaceRole(actor, ref) === 'outsider') throw toNotFound()
  if (!can(actor, action, ref)) {
    throw new AppError('FORBIDDEN', 'Your role in this space does not allow that.', {
      messageKey: 'access.forbidden',
      details: { action },
    })
  }
  const namespace = requireOwnNamespace(actor, ref)
  const scope = { spaceId, namespace: namespace.name, kind: ref.kind, actor, action }
  return Object.freeze(scope) as SpaceScope
}

/** For what concerns all spaces. Outsiders learn nothing: NOT_FOUND. "read" may rest on an older list, as in `authorize`. */
export function requireAdmin(actor: Actor, access: 'read' | 'write' = 'write'): AdminScope {
  if (!actor.isAdmin) throw new AppError('NOT_FOUND', 'There is no such page.', { messageKey: 'access.notFound' })
  if (access === 'read') requireKnownRights()
  else requireFreshRights()
  return Object.freeze({ actor }) as AdminScope
}

/**
 * The name alone proves nothing: somebody may have made a namespace of that name by hand, and a group may have been
 * deleted and made again. Who owns it stands in it, and is compared each time.
 */
function requireOwnNamespace(actor: Actor, ref: SpaceRef): ManagedNamespace {
  const isOwner = ref.kind === 'user' ? findUserOwner(actor, ref.name) : findGroupOwner(ref.name)
  const spaceId = formatSpaceId(ref)
  const namespace = namespacesKind.get({ name: getNamespaceName(spaceId) })
  if (!namespace || namespace.isTerminating) throw toPreparing()
  if (namespace.isManaged && namespace.spaceId === spaceId && isOwner(namespace)) return namespace
  const sentence = 'The namespace of this space belongs to somebody else; an administrator has to look at it.'
  throw new AppError('NOT_READY', sentence, {
    messageKey: 'access.foreignNamespace',
    details: { namespace: namespace.name },
  })
}

type IsOwner = (namespace: ManagedNamespace) => boolean

function findUserOwner(actor: Actor, username: string): IsOwner {
  const user = usersKind.get({ name: username })
  // A moment after the first sign-in this process may not have heard of the person who asks.
  if (!user) throw actor.username === username ? toPreparing() : toNotFound()
  return ({ owner }) => owner !== null && isSameIdentity(owner, user)
}

function findGroupOwner(id: string): IsOwner {
  const group = groupsKind.get({ name: id })
  if (!group || group.isDeleted) throw toNotFound()
  return ({ ownerGroupUid }) => ownerGroupUid === group.uid
}

function toPreparing(): AppError {
  return new AppError('NOT_READY', 'This space is being prepared. It will be there in a moment.', {
    messageKey: 'access.preparing',
  })
}

function toNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such space.', { messageKey: 'access.noSpace' })
}
