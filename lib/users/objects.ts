import type { Claims } from '#lib/auth/claims.ts'
import { hashIdentity, IDENTITY_LABEL, type Identity } from '#lib/auth/identity.ts'
import { MANAGED_BY, MANAGED_BY_LABEL } from '#lib/auth/managed-namespace.ts'
import { findSession, USER_API_VERSION, type UserRecord, type UserSession } from '#lib/auth/user-record.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import type { SessionView, UserSummary } from './schema.ts'
import { getUserState } from './status.ts'

export const SESSIONS_MAX = 20
const LOGOUT_TOKENS_MAX = 50

export type Profile = Pick<Claims, 'displayName' | 'email'>

export function buildUser(identity: Identity, user: { username: string } & Profile): KubeObject {
  return {
    apiVersion: USER_API_VERSION,
    kind: 'User',
    metadata: {
      name: user.username,
      labels: { [IDENTITY_LABEL]: hashIdentity(identity), [MANAGED_BY_LABEL]: MANAGED_BY },
    },
    spec: {
      issuer: identity.issuer,
      subject: identity.subject,
      username: user.username,
      displayName: user.displayName,
      email: user.email,
    },
  }
}

/** The sessions with one more, the newest last; a list that is full loses its oldest. */
export function addSession(
  sessions: readonly UserSession[],
  session: UserSession,
  replacedSid: string | null = null,
): UserSession[] {
  const kept = sessions.filter(({ sid }) => sid !== replacedSid && sid !== session.sid)
  return [...kept, session].toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt)).slice(-SESSIONS_MAX)
}

/** Null fields are left out: the schema of the cluster knows no null. */
export function buildSessions(sessions: readonly UserSession[]): Record<string, string>[] {
  return sessions.map(({ providerSid, ...session }) => ({ ...session, ...(providerSid ? { providerSid } : {}) }))
}

/** With one more token, and without those that could not be sent again anyway. */
export function addLogoutToken(
  used: UserRecord['usedLogoutTokens'],
  { id, now, lifetimeMs }: { id: string; now: number; lifetimeMs: number },
): { id: string; usedAt: string }[] {
  const kept = used.filter(({ usedAt }) => now - Date.parse(usedAt) < lifetimeMs)
  return [...kept, { id, usedAt: new Date(now).toISOString() }].slice(-LOGOUT_TOKENS_MAX)
}

/** Takes away what says who it was, and keeps what keeps the name: the identity. */
export function buildTombstoneSpec(): Record<string, unknown> {
  return { tombstone: true, displayName: null, email: null, role: null, quota: null }
}

export function toUserSummary(user: UserRecord): UserSummary {
  const open = user.sessions.filter(({ sid }) => findSession(user, sid))
  const lastSeenAt = open.map((session) => session.lastSeenAt).toSorted((a, b) => Date.parse(b) - Date.parse(a))[0]
  return {
    username: user.username,
    uid: user.uid,
    resourceVersion: user.resourceVersion,
    displayName: user.displayName,
    email: user.email,
    state: getUserState(user),
    isAdmin: user.isAdmin,
    createdAt: user.createdAt,
    lastSeenAt: lastSeenAt ?? null,
    sessionCount: open.length,
    quota: user.quota,
    quotaRole: user.quotaRole,
  }
}

export function toSessionViews(user: UserRecord, currentSid: string): SessionView[] {
  return user.sessions
    .filter(({ sid }) => findSession(user, sid))
    .map(({ sid, startedAt, lastSeenAt, agent }) => ({
      sid,
      startedAt,
      lastSeenAt,
      agent,
      isCurrent: sid === currentSid,
    }))
    .toSorted((a, b) => Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt))
}
