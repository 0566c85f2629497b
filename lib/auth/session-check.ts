import { getEnv } from '#lib/env.ts'
import { getObject } from '#lib/kube/verbs.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { isAsNewAs } from '#lib/kube/resource-version.ts'
import type { Actor } from './actor.ts'
import { usersKind } from './cached-kinds.ts'
import { awaitFirstRights, requireKnownRights } from './freshness.ts'
import { isSameIdentity } from './identity.ts'
import { getHeldGroups } from './lost-groups.ts'
import { getGroupRoles } from './memberships.ts'
import { getRightsEnd, getSessionPhase } from './session-limits.ts'
import type { SessionToken } from './session-token.ts'
import { findSession, toUserRecord, USER_API_VERSION, type UserRecord } from './user-record.ts'

// The watch is behind a sign-in by milliseconds. After minutes it is the version that cannot be trusted (a restored
// cluster counts from an older one), and asking the API server for each request would be endless.
const VERSION_COUNTS_MS = 120_000

// Next.js may load this file more than once per process; an actor made by one copy is looked up in another.
const shared = globalThis as typeof globalThis & { moorageActors?: WeakMap<Actor, SessionToken> }
shared.moorageActors ??= new WeakMap()
const tokens = shared.moorageActors

/**
 * Who a session's cookie stands for at this moment, or null when it stands for nobody any more. Throws UNAVAILABLE when
 * what is known of users and groups is too old to say.
 */
export async function checkSession(token: SessionToken, now = Date.now()): Promise<Actor | null> {
  if (getSessionPhase(token, now) !== 'active') return null
  const user = await findSessionUser(token, now)
  return user && buildActor(token, user)
}

/** The user behind a session that is not revoked, whatever the age of its claims. */
export async function findSessionUser(token: SessionToken, now = Date.now()): Promise<UserRecord | null> {
  if (token.issuer !== getEnv().oidc.issuer || getSessionPhase(token, now) === 'ended') return null
  await awaitFirstRights()
  requireKnownRights()
  const cached = usersKind.get({ name: token.username })
  if (isOwnSession(cached, token)) return cached
  if (now - token.startedAt > VERSION_COUNTS_MS || isAsNewAs(usersKind.resourceVersion, token.userVersion)) return null
  // The sign-in happened on another replica, or a moment ago: this process cannot know of it yet.
  if (await usersKind.waitFor(token.userVersion)) {
    const fresh = usersKind.get({ name: token.username })
    return isOwnSession(fresh, token) ? fresh : null
  }
  const live = await readUser(token.username)
  return isOwnSession(live, token) ? live : null
}

/**
 * The same person's rights a while later, for what stays open longer than a request; null when the session is over.
 * Never asks the API server. The actor has to be one that `checkSession` made.
 */
export function recheckActor(actor: Actor, now = Date.now()): Actor | null {
  const token = tokens.get(actor)
  if (!token || getSessionPhase(token, now) !== 'active') return null
  const user = usersKind.get({ name: token.username })
  if (isOwnSession(user, token)) return buildActor(token, user)
  // Not seen yet is not revoked.
  const isUnseen = !isAsNewAs(usersKind.resourceVersion, token.userVersion) && now - token.startedAt < VERSION_COUNTS_MS
  return isUnseen ? actor : null
}

/** When, in ms since 1970, an actor's claims have to be confirmed again or the session ends: nothing may outlast it. */
export function getActorEnd(actor: Actor): number {
  const token = tokens.get(actor)
  return token ? getRightsEnd(token) : 0
}

/** Hashes of the provider's groups that count for this actor, for what is checked later without the session's cookie. */
export function getMappedGroups(actor: Actor): readonly string[] {
  const token = tokens.get(actor)
  return token ? getHeldGroups(token) : []
}

function isOwnSession(user: UserRecord | null | undefined, token: SessionToken): user is UserRecord {
  return !!user && user.uid === token.userUid && isSameIdentity(user, token) && findSession(user, token.sid) !== null
}

function buildActor(token: SessionToken, user: UserRecord): Actor {
  const actor: Actor = {
    uid: user.uid,
    username: user.username,
    displayName: user.displayName,
    isAdmin: user.isAdmin || token.isInAdminGroup,
    sid: token.sid,
    groups: getGroupRoles(user.uid, getHeldGroups(token)),
  }
  tokens.set(actor, token)
  return actor
}

async function readUser(username: string): Promise<UserRecord | null> {
  const ref = { apiVersion: USER_API_VERSION, kind: 'User', name: username }
  const raw = await getObject(getKubeClient(), ref)
  return raw && toUserRecord(raw)
}
