import { hashIdentity, IDENTITY_LABEL, isSameIdentity, type Identity } from '#lib/auth/identity.ts'
import { findQuotaRole } from '#lib/auth/quota-role.ts'
import type { NewSession } from '#lib/auth/sign-in.ts'
import { toUsernameCandidates } from '#lib/auth/username.ts'
import { toUserRecord, USER_API_VERSION, type UserRecord } from '#lib/auth/user-record.ts'
import { writeAudit } from '#lib/audit/audit.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, getObject, listObjects, patchObject } from '#lib/kube/verbs.ts'
import { log } from '#lib/log.ts'
import { addSession, buildSessions, buildUser, type Profile } from './objects.ts'
import { updateStatus } from './operations-status.ts'
import { canUser, getUserState } from './status.ts'

const USERS = { apiVersion: USER_API_VERSION, kind: 'User' }

/**
 * Lets somebody in whom the provider has vouched for: finds or makes the user and opens a session, while the space is
 * made right. Has no actor, because there is none yet; the identity provider has authorized it. Throws FORBIDDEN.
 */
export async function startSession(
  session: NewSession,
  prepareSpace: (user: UserRecord) => Promise<unknown>,
): Promise<{ user: UserRecord; startedAt: number }> {
  const found = await requireUser(session.identity, session.claims)
  requireMaySignIn(found)
  // The space is made by the role of now, which is written down at the same time.
  const quotaRole = findQuotaRole(getEnv().quotaRoles, session.claims.groups)
  const [user] = await Promise.all([
    openSession(found, { ...session, quotaRole }),
    tryToPrepare({ ...found, quotaRole }, prepareSpace),
  ])
  const startedAt = Date.parse(user.sessions.find(({ sid }) => sid === session.sid)?.startedAt ?? '')
  writeAudit({ actor: user, action: 'session.start', object: { kind: 'User', name: user.username }, outcome: 'done' })
  return { user, startedAt }
}

/** Whoever has a space to mend has to get in to see what is wrong with it. */
async function tryToPrepare(user: UserRecord, prepareSpace: (user: UserRecord) => Promise<unknown>): Promise<void> {
  try {
    await prepareSpace(user)
  } catch (error) {
    log.error({ error, username: user.username }, 'A space could not be made right at the sign-in')
  }
}

function requireMaySignIn(user: UserRecord): void {
  const state = getUserState(user)
  if (canUser(state, 'sign-in')) return
  writeAudit({
    actor: user,
    action: 'session.start',
    object: { kind: 'User', name: user.username },
    outcome: 'refused',
  })
  throw new AppError('FORBIDDEN', 'This account may not sign in. An administrator can change that.', {
    details: { signIn: state },
  })
}

async function openSession(user: UserRecord, session: NewSession & Pick<UserRecord, 'quotaRole'>): Promise<UserRecord> {
  const { sid, agent, providerSid, replacedSid, quotaRole } = session
  return updateStatus(user, (current) => {
    // Disabled between the look-up and now.
    requireMaySignIn(current)
    // A clock that is behind another replica's must not open a session that has ended already.
    const afterMs = current.sessionsValidAfter ? Date.parse(current.sessionsValidAfter) + 1 : 0
    const startedAt = new Date(Math.max(Date.now(), afterMs)).toISOString()
    const opened = { sid, startedAt, lastSeenAt: startedAt, agent, providerSid }
    return { sessions: buildSessions(addSession(current.sessions, opened, replacedSid)), quotaRole }
  })
}

/** The one user of an identity, made when there is none; exported for its test. */
export async function requireUser(
  identity: Identity,
  claims: Profile & { preferredName: string },
): Promise<UserRecord> {
  const known = await findUser(identity)
  if (known) return updateProfile(known, claims)
  for (const username of toUsernameCandidates(identity, claims.preferredName)) {
    const user = await createUser(identity, { username, displayName: claims.displayName, email: claims.email })
    if (user) return user
  }
  throw new AppError('CONFLICT', 'No username is free for this account. An administrator has to make one.', {
    details: { identity: hashIdentity(identity) },
  })
}

/** Asked live: the cache may not know a user that another replica made a moment ago. */
async function findUser(identity: Identity): Promise<UserRecord | null> {
  const labelSelector = `${IDENTITY_LABEL}=${hashIdentity(identity)}`
  const objects = await listObjects(getKubeClient(), { ...USERS, labelSelector })
  const own = objects.map(toUserRecord).filter((user) => isSameIdentity(user, identity))
  // Two only if somebody was renamed between two first sign-ins at the same time: always the same one counts.
  return own.toSorted((a, b) => compareText(`${a.createdAt} ${a.username}`, `${b.createdAt} ${b.username}`))[0] ?? null
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Null when the name belongs to another identity; the existing user when two sign-ins of one person met here. */
async function createUser(identity: Identity, user: { username: string } & Profile): Promise<UserRecord | null> {
  try {
    const created = toUserRecord(await createObject(getKubeClient(), buildUser(identity, user)))
    writeAudit({
      actor: created,
      action: 'user.create',
      object: { kind: 'User', name: user.username },
      outcome: 'done',
    })
    return created
  } catch (error) {
    if (getKubeCase(error) !== 'already-exists') throw error
    const existing = await getObject(getKubeClient(), { ...USERS, name: user.username })
    const record = existing && toUserRecord(existing)
    return record && isSameIdentity(record, identity) ? record : null
  }
}

/** Names and addresses change at the provider; the username stays. */
export async function updateProfile(user: UserRecord, { displayName, email }: Profile): Promise<UserRecord> {
  if (user.isDeleted || ((displayName || user.username) === user.displayName && email === user.email)) return user
  const patched = await patchObject(
    getKubeClient(),
    { ...USERS, name: user.username },
    { patch: { metadata: { uid: user.uid }, spec: { displayName, email } } },
  )
  return toUserRecord(patched)
}
