import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '#lib/auth/actor.ts'
import { listChangedMembers } from '#lib/auth/access-change.ts'
import { groupsKind, usersKind } from '#lib/auth/cached-kinds.ts'
import type { GroupRecord } from '#lib/auth/group-record.ts'
import { onGroupsLost } from '#lib/auth/lost-groups.ts'
import { SESSION_LIMIT_MS } from '#lib/auth/session-token.ts'
import { getNamespaceName } from '#lib/auth/space-id.ts'
import { findSession } from '#lib/auth/user-record.ts'
import type { UserRecord } from '#lib/auth/user-record.ts'
import { RESUME_SECONDS } from './protocol/tokens.ts'
import type { Revocation } from './protocol/tokens.ts'

/** A revocation, and whose file servers have to hear of it. */
export interface Revoked {
  /** Null: all of them. */
  namespace: string | null
  revocation: Revocation
}

interface RevokedState {
  kept: Revoked[]
  listeners: Set<(revoked: Revoked[]) => void>
  isWatching: boolean
}

// Next.js may load this file more than once per process.
const shared = globalThis as typeof globalThis & { moorageFilesRevoked?: RevokedState }
shared.moorageFilesRevoked ??= { kept: [], listeners: new Set(), isWatching: false }
const state = shared.moorageFilesRevoked

const KEPT_MAX = 5000

/** Follows sessions, users, groups and what the identity provider says of them; the listener is told at once of every right that ended. */
export function watchRevocations(listener: (revoked: Revoked[]) => void): void {
  state.listeners.add(listener)
  if (state.isWatching) return
  state.isWatching = true
  usersKind.subscribe(({ item, previous }) => announce(previous ? compareUser(previous, item, nowSeconds()) : []))
  groupsKind.subscribe(({ item, previous }) => announce(previous ? compareGroup(previous, item, nowSeconds()) : []))
  onGroupsLost(({ userUid, groupIds }) => {
    const revocation = { sub: userUid, before: nowSeconds() }
    announce(groupIds.map((id) => ({ namespace: getNamespaceName(`g/${id}`), revocation })))
  })
}

/** What a server of this namespace that starts now has to know: what this process has seen, and what the users still say. */
export function listRevoked(namespace: string): Revocation[] {
  const seen = state.kept.filter((one) => one.namespace === null || one.namespace === namespace)
  return [...seen.map(({ revocation }) => revocation), ...listLasting(usersKind.list(), nowSeconds())]
}

/** Read from the users, so that it outlives a restart of the portal: who was signed out everywhere, and who may not sign in. */
export function listLasting(users: readonly UserRecord[], now: number): Revocation[] {
  return users.flatMap((user) => {
    const hasEnded = user.isDisabled || user.isDeleted
    // The last link of a session is made when that ends at the latest.
    const linksSince = now - RESUME_SECONDS - SESSION_LIMIT_MS / 1000
    const mayHaveLinks = user.sessions.some(({ startedAt }) => toSeconds(startedAt) > linksSince)
    const before = hasEnded && mayHaveLinks ? now : toSeconds(user.sessionsValidAfter)
    return before > now - RESUME_SECONDS ? [{ sub: user.uid, before }] : []
  })
}

function toSeconds(time: string | null): number {
  return time === null ? 0 : Math.floor(Date.parse(time) / 1000)
}

/** A token of the second in which something was revoked would be void from the start. */
export async function avoidRevokedSecond({ uid, sid, username }: Actor): Promise<void> {
  const ownSecond = toSeconds(usersKind.get({ name: username })?.sessionsValidAfter ?? null)
  const latest = state.kept.reduce((last, { revocation }) => {
    const isAbout = 'sid' in revocation ? revocation.sid === sid : revocation.sub === uid
    return isAbout ? Math.max(last, revocation.before) : last
  }, ownSecond)
  const waitMs = (latest + 1) * 1000 - Date.now()
  if (waitMs > 0) await sleep(waitMs)
}

function announce(revoked: Revoked[]): void {
  if (revoked.length === 0) return
  const oldest = nowSeconds() - RESUME_SECONDS
  state.kept = [...state.kept.filter(({ revocation }) => revocation.before > oldest), ...revoked].slice(-KEPT_MAX)
  for (const listener of state.listeners) listener(revoked)
}

export function compareUser(previous: UserRecord, item: UserRecord | undefined, before: number): Revoked[] {
  const isGone = !item || item.uid !== previous.uid || item.isDisabled || item.isDeleted
  const wasGone = previous.isDisabled || previous.isDeleted
  if (isGone) return wasGone ? [] : [{ namespace: null, revocation: { sub: previous.uid, before } }]
  return previous.sessions
    .filter(({ sid }) => findSession(previous, sid) && !findSession(item, sid))
    .map(({ sid }) => ({ namespace: null, revocation: { sid, before } }))
}

/** Whoever has another role than before, or none; who only joined has no token yet. */
export function compareGroup(previous: GroupRecord, item: GroupRecord | undefined, before: number): Revoked[] {
  const namespace = getNamespaceName(`g/${previous.id}`)
  const members = new Set(previous.members.map(({ uid }) => uid))
  const changed = listChangedMembers(previous, item).filter((uid) => members.has(uid))
  // Nobody knows here who is in a group of the provider: its mapping concerns everybody.
  const affected = toMapping(previous) === toMapping(item) ? changed : usersKind.list().map(({ uid }) => uid)
  return affected.map((sub) => ({ namespace, revocation: { sub, before } }))
}

function toMapping(group: GroupRecord | undefined): string {
  if (!group || group.isDeleted) return '[]'
  return JSON.stringify(group.oidcGroups.map(({ name, role }) => `${role} ${name}`).toSorted())
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
