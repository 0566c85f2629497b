import type { Actor } from '#lib/auth/actor.ts'
import { usersKind } from '#lib/auth/cached-kinds.ts'
import { requireFreshRights, requireKnownRights } from '#lib/auth/freshness.ts'
import { isSameIdentity } from '#lib/auth/identity.ts'
import { LOGOUT_TOKEN_LIFETIME_MS, type LogoutToken } from '#lib/auth/logout-token.ts'
import type { UserRecord } from '#lib/auth/user-record.ts'
import { writeAudit } from '#lib/audit/audit.ts'
import { AppError } from '#lib/errors.ts'
import { recordWrite } from '#lib/http/request-scope.ts'
import { addLogoutToken, buildSessions, toSessionViews } from './objects.ts'
import { updateStatus } from './operations-status.ts'
import type { SessionView } from './schema.ts'

type UserKey = Pick<UserRecord, 'uid' | 'username'>

/** The actor's own sessions, the one last used first. */
export function listSessions(actor: Actor): SessionView[] {
  requireKnownRights()
  const user = usersKind.get({ name: actor.username })
  return user?.uid === actor.uid ? toSessionViews(user, actor.sid) : []
}

/** Ends one of the actor's own sessions, which may be the one that asks. */
export async function endSession(actor: Actor, { sid }: { sid: string }): Promise<void> {
  requireFreshRights()
  await removeSessions(actor, (session) => session.sid === sid)
  writeAudit({ actor, action: 'session.end', object: { kind: 'User', name: actor.username }, outcome: 'done' })
}

/** Signs the actor out everywhere, here included. */
export async function endAllSessions(actor: Actor): Promise<void> {
  requireFreshRights()
  await closeAllSessions(actor)
  writeAudit({ actor, action: 'session.endAll', object: { kind: 'User', name: actor.username }, outcome: 'done' })
}

/** For the session's own end: signed out, or refused by the provider. Nobody has to be authorized to lose a right. */
export async function closeSession(user: UserKey, sid: string, reason: 'signed-out' | 'provider'): Promise<void> {
  await removeSessions(user, (session) => session.sid === sid)
  const after = { reason }
  writeAudit({
    actor: user,
    action: 'session.end',
    object: { kind: 'User', name: user.username },
    after,
    outcome: 'done',
  })
}

/** Everything that is open now, and whatever began before now but is not listed. */
export async function closeAllSessions(user: UserKey): Promise<UserRecord> {
  const written = await updateStatus(user, ({ isDeleted }) => ({
    sessions: [],
    sessionsValidAfter: new Date().toISOString(),
    // Of somebody who is deleted nothing is kept that says who it was.
    ...(isDeleted ? { quotaRole: null } : {}),
  }))
  recordWrite({ kind: 'users', resourceVersion: written.resourceVersion })
  return written
}

async function removeSessions(user: UserKey, isMeant: (session: UserRecord['sessions'][number]) => boolean) {
  const written = await updateStatus(user, ({ sessions }) => {
    const kept = sessions.filter((session) => !isMeant(session))
    return kept.length === sessions.length ? null : { sessions: buildSessions(kept) }
  })
  recordWrite({ kind: 'users', resourceVersion: written.resourceVersion })
}

const SEEN_AT_MOST_EVERY_MS = 120_000

/** Notes that a session is in use, and the role of its claims; not on the way of any answer, and not worth a failure. */
export async function touchSession(
  user: UserKey,
  { sid, quotaRole }: { sid: string; quotaRole: string | null },
  now = Date.now(),
): Promise<void> {
  await updateStatus(user, (current) => {
    const session = current.sessions.find((one) => one.sid === sid)
    if (!session) return null
    const isRecent = now - Date.parse(session.lastSeenAt) < SEEN_AT_MOST_EVERY_MS
    if (isRecent && current.quotaRole === quotaRole) return null
    const seen = { ...session, lastSeenAt: new Date(now).toISOString() }
    return { sessions: buildSessions(current.sessions.map((one) => (one === session ? seen : one))), quotaRole }
  })
}

/**
 * What the provider's back-channel logout asks for. The token has been verified; that it counts only once is seen here,
 * in the same write that ends the sessions. Throws CONFLICT for one that was used.
 */
export async function endProviderSessions(logout: LogoutToken, now = Date.now()): Promise<number> {
  let ended = 0
  for (const user of listAddressed(logout)) {
    const isMeant = ({ providerSid }: UserRecord['sessions'][number]) =>
      logout.providerSid === null || providerSid === logout.providerSid
    await updateStatus(user, (current) => {
      if (current.usedLogoutTokens.some(({ id }) => id === logout.id)) throw toReplayError()
      ended += current.sessions.filter(isMeant).length
      return {
        sessions: buildSessions(current.sessions.filter((session) => !isMeant(session))),
        usedLogoutTokens: addLogoutToken(current.usedLogoutTokens, {
          id: logout.id,
          now,
          lifetimeMs: LOGOUT_TOKEN_LIFETIME_MS,
        }),
        ...(logout.providerSid === null ? { sessionsValidAfter: new Date(now).toISOString() } : {}),
      }
    })
    const object = { kind: 'User', name: user.username }
    writeAudit({ actor: null, action: 'session.endByProvider', object, after: { ended }, outcome: 'done' })
  }
  return ended
}

function listAddressed(logout: LogoutToken): UserRecord[] {
  const { issuer, subject, providerSid } = logout
  return usersKind.list().filter((user) => {
    // Whom the same token was meant for before, so that using it again is noticed and refused.
    if (user.usedLogoutTokens.some(({ id }) => id === logout.id)) return true
    if (subject !== null) return isSameIdentity(user, { issuer, subject })
    return user.issuer === issuer && user.sessions.some((session) => session.providerSid === providerSid)
  })
}

function toReplayError(): AppError {
  return new AppError('CONFLICT', 'This logout token was used before.')
}
