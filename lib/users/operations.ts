import type { Actor } from '#lib/auth/actor.ts'
import { requireAdmin } from '#lib/auth/authorize.ts'
import { usersKind } from '#lib/auth/cached-kinds.ts'
import { toUserRecord, USER_API_VERSION, type UserRecord } from '#lib/auth/user-record.ts'
import { withAudit } from '#lib/audit/audit.ts'
import type { ActivityValues } from '#lib/audit/schema.ts'
import { AppError } from '#lib/errors.ts'
import { publishKind } from '#lib/http/live/publish.ts'
import { recordWrite } from '#lib/http/request-scope.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { patchObject } from '#lib/kube/verbs.ts'
import { buildTombstoneSpec, toUserSummary } from './objects.ts'
import { closeAllSessions } from './operations-sessions.ts'
import type { ListUsersInput, UpdateQuotaInput, UpdateRoleInput, UserPage, UserRef, UserSummary } from './schema.ts'
import { canUser, getUserState, isRefusedForSelf, type UserAction } from './status.ts'

publishKind({ kind: 'users', cached: usersKind, toAdminDto: toUserSummary })

/** One page of all users, by name; searched in names, addresses and display names. */
export function listUsers(actor: Actor, input: ListUsersInput): UserPage {
  requireAdmin(actor, 'read')
  const wanted = input.search.toLowerCase()
  const isWanted = (user: UserRecord) =>
    (!input.state || getUserState(user) === input.state) &&
    (!input.role || user.isAdmin) &&
    (wanted === '' || [user.username, user.displayName, user.email].some((text) => text.toLowerCase().includes(wanted)))
  const found = usersKind.list().filter(isWanted)
  const pageCount = Math.max(1, Math.ceil(found.length / input.pageSize))
  // A page beyond the last one happens when a filter is narrowed; the last one says more than an empty one.
  const page = Math.min(input.page, pageCount)
  const items = found
    .toSorted((a, b) => (a.username < b.username ? -1 : 1))
    .slice((page - 1) * input.pageSize, page * input.pageSize)
    .map(toUserSummary)
  return { items, total: found.length, page, pageCount }
}

export function getUser(actor: Actor, { username }: UserRef): UserSummary {
  requireAdmin(actor, 'read')
  return toUserSummary(requireKnownUser(username))
}

/** Nobody of this name signs in any more, and who is in is out at once. */
export async function disableUser(actor: Actor, { username }: UserRef): Promise<UserSummary> {
  return changeUser(actor, { username, action: 'disable', spec: { disabled: true }, endsSessions: true })
}

/** Lets somebody in again who was disabled, or gives somebody who was deleted the same name back. */
export async function enableUser(actor: Actor, { username }: UserRef): Promise<UserSummary> {
  return changeUser(actor, { username, action: 'enable', spec: { disabled: null, tombstone: null } })
}

export async function endUserSessions(actor: Actor, { username }: UserRef): Promise<UserSummary> {
  requireAdmin(actor)
  const user = requireAllowed(actor, username, 'end-sessions')
  const entry = { actor, action: 'user.end-sessions', object: { kind: 'User', name: username } }
  return toUserSummary(await withAudit(entry, () => closeAllSessions(user)))
}

export async function updateUserRole(actor: Actor, { username, isAdmin }: UpdateRoleInput): Promise<UserSummary> {
  return changeUser(actor, { username, action: 'update-role', spec: { role: isAdmin ? 'admin' : null } })
}

/** The whole of what differs from the defaults; the space follows when it is made right the next time. */
export async function updateUserQuota(actor: Actor, { username, quota }: UpdateQuotaInput): Promise<UserSummary> {
  const cleared = {
    pods: null,
    volumes: null,
    gpu: null,
    storage: null,
    cpu: null,
    memory: null,
    ephemeralStorage: null,
  }
  return changeUser(actor, { username, action: 'update-quota', spec: { quota: { ...cleared, ...quota } } })
}

/** Leaves a tombstone: the name is never given to anybody else. What is in the space stays until it is deleted there. */
export async function deleteUser(actor: Actor, { username }: UserRef): Promise<UserSummary> {
  return changeUser(actor, { username, action: 'delete', spec: buildTombstoneSpec(), endsSessions: true })
}

interface Change {
  username: string
  action: UserAction
  spec: Record<string, unknown>
  endsSessions?: boolean
}

async function changeUser(actor: Actor, change: Change): Promise<UserSummary> {
  requireAdmin(actor)
  const { username, action, spec, endsSessions = false } = change
  const user = requireAllowed(actor, username, action)
  const object = { kind: 'User', name: username }
  const entry: Parameters<typeof withAudit>[0] = {
    actor,
    action: `user.${action}`,
    object,
    before: toAuditValues(user),
  }
  const ref = { apiVersion: USER_API_VERSION, ...object }
  // The uid keeps it from changing another user who has the name by now.
  const patch = { metadata: { uid: user.uid }, spec }
  return withAudit(entry, async () => {
    let written = toUserRecord(await patchObject(getKubeClient(), ref, { patch }))
    // Locked out first, then put out: a sign-in in between is refused.
    if (endsSessions) written = await closeAllSessions(written)
    recordWrite({ kind: 'users', resourceVersion: written.resourceVersion })
    entry.after = toAuditValues(written)
    return toUserSummary(written)
  })
}

function toAuditValues(user: UserRecord): ActivityValues {
  return { state: getUserState(user), isAdmin: user.isAdmin, quota: JSON.stringify(user.quota) }
}

function requireKnownUser(username: string): UserRecord {
  const user = usersKind.get({ name: username })
  if (user) return user
  throw new AppError('NOT_FOUND', 'There is no user of this name.', { messageKey: 'users.notFound' })
}

function requireAllowed(actor: Actor, username: string, action: UserAction): UserRecord {
  const user = requireKnownUser(username)
  if (user.uid === actor.uid && isRefusedForSelf(action)) {
    throw new AppError('CONFLICT', 'Administrators cannot do this to themselves; ask another one.', {
      messageKey: 'users.notYourself',
    })
  }
  if (canUser(getUserState(user), action)) return user
  throw new AppError('CONFLICT', 'The state of this user does not allow that; load the page again.', {
    messageKey: 'users.wrongState',
  })
}
