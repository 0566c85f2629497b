import { randomUUID } from 'node:crypto'
import type { Actor } from '#lib/auth/actor.ts'
import { usersKind } from '#lib/auth/cached-kinds.ts'
import { checkSession } from '#lib/auth/session-check.ts'
import type { SessionToken } from '#lib/auth/session-token.ts'
import { toUserRecord, type UserRecord } from '#lib/auth/user-record.ts'
import { patchObject, requireObject } from '#lib/kube/verbs.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { KNOWN_WITHIN_MS, toUserRef } from './people.ts'

type Session = Pick<UserRecord['sessions'][number], 'sid' | 'startedAt'>

/** One more session of an account, without the way over the provider. */
export async function signIn(username: string): Promise<Actor> {
  return (await signInWithToken(username)).actor
}

export async function signInWithToken(username: string, mappedGroups: string[] = []) {
  const session = { sid: randomUUID(), startedAt: new Date().toISOString() }
  const user = await writeSessions(username, (sessions) => [...sessions, session])
  await usersKind.waitFor(user.resourceVersion, KNOWN_WITHIN_MS)
  const now = Date.now()
  const token: SessionToken = {
    sid: session.sid,
    userUid: user.uid,
    username,
    issuer: user.issuer,
    subject: user.subject,
    startedAt: now,
    userVersion: user.resourceVersion,
    claimsCheckedAt: now,
    isProviderAway: false,
    isInAdminGroup: false,
    mappedGroups,
    refreshToken: 'none',
  }
  const actor = await checkSession(token)
  if (!actor) throw new Error('The session does not count')
  return { actor, token }
}

export async function endSession({ username, sid: ended }: Actor): Promise<void> {
  await writeSessions(username, (sessions) => sessions.filter(({ sid }) => sid !== ended))
}

export async function endSessions({ username }: Actor): Promise<void> {
  await writeSessions(username, () => [])
}

async function writeSessions(username: string, change: (sessions: Session[]) => Session[]): Promise<UserRecord> {
  const ref = toUserRef(username)
  const before = toUserRecord(await requireObject(client, ref))
  const sessions = change(before.sessions.map(({ sid, startedAt }) => ({ sid, startedAt })))
  return toUserRecord(await patchObject(client, ref, { subresource: 'status', patch: { status: { sessions } } }))
}
