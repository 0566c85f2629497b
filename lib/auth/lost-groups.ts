import { getGroupRoles } from './memberships.ts'
import type { SessionToken } from './session-token.ts'

/** Somebody is out of these groups, because the identity provider says so. */
export interface GroupLoss {
  userUid: string
  groupIds: string[]
}

interface LostState {
  /** What the newest claims of a session say, by its sid. */
  newest: Map<string, Pick<SessionToken, 'claimsCheckedAt' | 'mappedGroups'>>
  listeners: Set<(loss: GroupLoss) => void>
}

// Next.js may load this file more than once per process.
const shared = globalThis as typeof globalThis & { moorageLostGroups?: LostState }
shared.moorageLostGroups ??= { newest: new Map(), listeners: new Set() }
const state = shared.moorageLostGroups

/** Longer than claims count, the time of a provider that is away included. */
const REMEMBERED_MS = 30 * 60_000

/** For what was given out for longer than claims count. Returns how to end that. */
export function onGroupsLost(listener: (loss: GroupLoss) => void): () => void {
  state.listeners.add(listener)
  return () => void state.listeners.delete(listener)
}

/** Takes note of claims that say less than those before: an older cookie, or what is open by one, says more until it ends. */
export function noteClaims(before: SessionToken, after: SessionToken): void {
  if (before.mappedGroups.every((hash) => after.mappedGroups.includes(hash))) return
  for (const [sid, { claimsCheckedAt }] of state.newest) {
    if (after.claimsCheckedAt - claimsCheckedAt > REMEMBERED_MS) state.newest.delete(sid)
  }
  state.newest.set(after.sid, after)
  const kept = getGroupRoles(after.userUid, after.mappedGroups)
  const had = getGroupRoles(after.userUid, before.mappedGroups)
  const groupIds = [...had].flatMap(([id, role]) => (kept.get(id) === role ? [] : [id]))
  if (groupIds.length > 0) for (const listener of state.listeners) listener({ userUid: after.userUid, groupIds })
}

/** Of a cookie, without what its session has lost since the cookie was written. */
export function getHeldGroups({ sid, claimsCheckedAt, mappedGroups }: SessionToken): readonly string[] {
  const newest = state.newest.get(sid)
  if (!newest || newest.claimsCheckedAt <= claimsCheckedAt) return mappedGroups
  return mappedGroups.filter((hash) => newest.mappedGroups.includes(hash))
}
