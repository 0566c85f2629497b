import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { onAccessChange, type AccessChange } from '#lib/auth/access-change.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize, requireAdmin } from '#lib/auth/authorize.ts'
import { groupsKind, namespacesKind, usersKind } from '#lib/auth/cached-kinds.ts'
import { awaitFirstRights } from '#lib/auth/freshness.ts'
import type { Identity } from '#lib/auth/identity.ts'
import { getGroupRoles } from '#lib/auth/memberships.ts'
import { toUserRecord, USER_API_VERSION, type UserRecord } from '#lib/auth/user-record.ts'
import { toUsernameCandidates } from '#lib/auth/username.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { addSession, buildSessions } from './objects.ts'
import { closeAllSessions, endAllSessions, endSession, listSessions, touchSession } from './operations-sessions.ts'
import { requireUser, startSession } from './operations-sign-in.ts'
import { updateStatus } from './operations-status.ts'
import {
  deleteUser,
  disableUser,
  enableUser,
  endUserSessions,
  getUser,
  listUsers,
  updateUserQuota,
  updateUserRole,
} from './operations.ts'
import { listUsersSchema } from './schema.ts'

const run = randomBytes(4).toString('hex')
const issuer = `https://id-${run}.example.org`
const made = new Set<string>()
let people = 0

beforeAll(async () => {
  await becomePortal()
  await awaitFirstRights()
})

afterAll(async () => {
  for (const name of made) await deleteObject(client, userRef(name))
  for (const kind of [usersKind, groupsKind, namespacesKind]) kind.stop()
})

function userRef(name: string) {
  return { apiVersion: USER_API_VERSION, kind: 'User', name }
}

function newIdentity(): Identity {
  people += 1
  return { issuer, subject: `person-${people}` }
}

function claim(preferredName: string, changes: { displayName?: string; email?: string } = {}) {
  return { preferredName, displayName: 'Test Person', email: 'person@example.org', ...changes }
}

async function enter(identity: Identity, preferredName: string, changes = {}): Promise<UserRecord> {
  const user = await requireUser(identity, claim(preferredName, changes))
  made.add(user.username)
  return user
}

function toActor(user: Pick<UserRecord, 'uid' | 'username'>, changes: Partial<Actor> = {}): Actor {
  return {
    uid: user.uid,
    username: user.username,
    displayName: '',
    isAdmin: false,
    sid: 'none',
    groups: new Map(),
    ...changes,
  }
}

const admin = toActor({ uid: 'admin-uid', username: 'ada' }, { isAdmin: true })

async function openSession(identity: Identity, preferredName: string) {
  const session = {
    identity,
    claims: { ...claim(preferredName), subject: identity.subject, isInAdminGroup: false, groups: new Set<string>() },
    sid: randomBytes(8).toString('hex'),
    agent: 'Test browser',
    providerSid: null,
    replacedSid: null,
  }
  const { user } = await startSession(session, async () => {})
  made.add(user.username)
  return { user, sid: session.sid }
}

async function seen(user: UserRecord): Promise<void> {
  expect(await usersKind.waitFor(user.resourceVersion, 10_000)).toBe(true)
}

test('two people whose names become the same get a name each, and keep it', async () => {
  const [first, second] = [newIdentity(), newIdentity()]
  const joehn = await enter(first, `Jöhn${run}`)
  const john = await enter(second, `JOHN${run}`)
  expect(joehn.username).toBe(`john${run}`)
  expect(john.username).toMatch(new RegExp(`^john${run}-[0-9a-f]{6}$`))
  expect(await enter(first, 'somebody-else')).toMatchObject({ username: joehn.username, uid: joehn.uid })
  expect((await enter(second, `john${run}`)).uid).toBe(john.uid)
})

test('one person who signs in many times at once is one user', async () => {
  const identity = newIdentity()
  const users = await Promise.all(Array.from({ length: 12 }, () => enter(identity, `many${run}`)))
  expect(new Set(users.map(({ uid }) => uid)).size).toBe(1)
})

test('many people with one name at once are as many users', async () => {
  const names = ['same', 'Same', 'SAME.', 's.a.m.e'].map((name) => `${name}${run}`)
  const users = await Promise.all(
    Array.from({ length: 24 }, (_, index) => enter(newIdentity(), names[index % 4] ?? '')),
  )
  expect(new Set(users.map(({ uid }) => uid)).size).toBe(24)
  expect(new Set(users.map(({ username }) => username)).size).toBe(24)
  expect(new Set(users.map(({ subject }) => subject)).size).toBe(24)
})

test('when all names are taken by others, nobody else’s is used', async () => {
  const identity = newIdentity()
  for (const username of toUsernameCandidates(identity, `full${run}`)) {
    const other = newIdentity()
    await createObject(client, {
      apiVersion: USER_API_VERSION,
      kind: 'User',
      metadata: { name: username },
      spec: { issuer: other.issuer, subject: other.subject, username },
    })
    made.add(username)
  }
  await expect(requireUser(identity, claim(`full${run}`))).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('a false identity label finds nobody, and a missing one loses nobody', async () => {
  const [victim, thief] = [newIdentity(), newIdentity()]
  const user = await enter(victim, `label${run}`)
  const other = await enter(thief, `thief${run}`)
  const label = {
    'moorage.dev/identity': (await requireObject(client, userRef(user.username))).metadata.labels?.[
      'moorage.dev/identity'
    ],
  }
  await patchObject(client, userRef(other.username), { patch: { metadata: { labels: label } } })
  expect((await enter(victim, `label${run}`)).uid).toBe(user.uid)
  await patchObject(client, userRef(user.username), {
    patch: { metadata: { labels: { 'moorage.dev/identity': null } } },
  })
  expect((await enter(victim, `label${run}`)).uid).toBe(user.uid)
})

test('a deleted name is given to nobody else, and back to its owner only by an administrator', async () => {
  const identity = newIdentity()
  const { user } = await openSession(identity, `gone${run}`)
  await seen(user)
  const deleted = await deleteUser(admin, { username: user.username })
  expect(deleted).toMatchObject({ state: 'deleted', displayName: user.username, email: '', sessionCount: 0 })
  const heir = await enter(newIdentity(), `gone${run}`)
  expect(heir.username).toMatch(new RegExp(`^gone${run}-`))
  await expect(openSession(identity, `gone${run}`)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    details: { signIn: 'deleted' },
  })
  await usersKind.waitFor(deleted.resourceVersion, 10_000)
  await enableUser(admin, { username: user.username })
  expect((await openSession(identity, `gone${run}`)).user).toMatchObject({ uid: user.uid, email: 'person@example.org' })
})

test('a changed name and address are taken over, the username is not', async () => {
  const identity = newIdentity()
  const user = await enter(identity, `email${run}`)
  const renamed = await enter(identity, `other${run}`, { displayName: 'New Name', email: 'new@example.org' })
  expect(renamed).toMatchObject({ username: user.username, displayName: 'New Name', email: 'new@example.org' })
})

test('the cluster itself keeps identity, name and form', async () => {
  const user = await enter(newIdentity(), `fixed${run}`)
  for (const spec of [
    { issuer: 'https://evil.example' },
    { subject: 'x' },
    { username: 'x' },
    { quota: { pods: -1 } },
  ]) {
    const patched = patchObject(client, userRef(user.username), { patch: { spec } })
    await expect(patched).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  }
  const bad: KubeObject = {
    apiVersion: USER_API_VERSION,
    kind: 'User',
    metadata: { name: `x${run}` },
    spec: { issuer, subject: 'x', username: 'another' },
  }
  await expect(createObject(client, bad)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const long = { ...bad, metadata: { name: 'x'.repeat(51) }, spec: { issuer, subject: 'x', username: 'x'.repeat(51) } }
  await expect(createObject(client, long)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('disabled is out at once, and may not come in until enabled', async () => {
  const identity = newIdentity()
  const { user, sid } = await openSession(identity, `off${run}`)
  await seen(user)
  const actor = toActor(user, { sid })
  expect(listSessions(actor)).toMatchObject([{ sid, isCurrent: true }])
  const changes: AccessChange[] = []
  onTestFinished(onAccessChange((change) => changes.push(change)))
  const disabled = await disableUser(admin, { username: user.username })
  expect(disabled).toMatchObject({ state: 'disabled', sessionCount: 0 })
  await usersKind.waitFor(disabled.resourceVersion, 10_000)
  expect(changes).toContainEqual({ userUid: user.uid, kind: 'disabled' })
  expect(listSessions(actor)).toEqual([])
  await expect(openSession(identity, `off${run}`)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await enableUser(admin, { username: user.username })
  expect((await openSession(identity, `off${run}`)).user.uid).toBe(user.uid)
})

test('sessions: each its own, twenty at most, and all can end at once', async () => {
  const identity = newIdentity()
  const first = await openSession(identity, `many-sessions${run}`)
  const opened = await Promise.all(Array.from({ length: 5 }, () => openSession(identity, `many-sessions${run}`)))
  const last = await openSession(identity, `many-sessions${run}`)
  await seen(last.user)
  const actor = toActor(last.user, { sid: last.sid })
  // Written at the same moment, and none lost.
  const sids = listSessions(actor).map(({ sid }) => sid)
  expect(sids.toSorted()).toEqual([first, ...opened, last].map(({ sid }) => sid).toSorted())

  await endSession(actor, { sid: first.sid })
  const oldAt = new Date(Date.now() - 600_000).toISOString()
  const old = { sid: 'old', startedAt: oldAt, lastSeenAt: oldAt, agent: '', providerSid: null }
  await updateStatus(last.user, ({ sessions }) => ({ sessions: buildSessions(addSession(sessions, old)) }))
  await touchSession(last.user, { sid: 'old', quotaRole: null })
  await touchSession(last.user, { sid: last.sid, quotaRole: null })
  const touched = toUserRecord(await requireObject(client, userRef(last.user.username)))
  const lastSeenAt = touched.sessions.find(({ sid }) => sid === 'old')?.lastSeenAt ?? ''
  expect(Date.parse(lastSeenAt)).toBeGreaterThan(Date.parse(oldAt))
  expect(touched.sessions.some(({ sid }) => sid === first.sid)).toBe(false)

  await endAllSessions(actor)
  const ended = toUserRecord(await requireObject(client, userRef(last.user.username)))
  expect(ended.sessions).toEqual([])
  // Right after it, and with whatever clock: a new session counts.
  const again = await openSession(identity, `many-sessions${run}`)
  expect(Date.parse(again.user.sessions[0]?.startedAt ?? '')).toBeGreaterThan(
    Date.parse(ended.sessionsValidAfter ?? ''),
  )
})

test('a status is not written over what another one wrote meanwhile, nor into another user', async () => {
  const user = await enter(newIdentity(), `race${run}`)
  await Promise.all(
    Array.from({ length: 6 }, (_, index) => {
      const at = new Date().toISOString()
      const session = { sid: `s${index}`, startedAt: at, lastSeenAt: at, agent: '', providerSid: null }
      return updateStatus(user, ({ sessions }) => ({ sessions: buildSessions(addSession(sessions, session)) }))
    }),
  )
  expect(toUserRecord(await requireObject(client, userRef(user.username))).sessions).toHaveLength(6)
  const ghost = { username: user.username, uid: 'another' }
  await expect(closeAllSessions(ghost)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('administrators list, search and page; others learn nothing', async () => {
  const users = await Promise.all(['a', 'b', 'c'].map((name) => enter(newIdentity(), `list-${name}-${run}`)))
  for (const user of users) await seen(user)
  const page = (input: Record<string, unknown>) => listUsers(admin, listUsersSchema.parse(input))
  const search = `LIST-`
  const own = (input: Record<string, unknown>) => page({ search: `-${run}`, ...input })
  expect(own({ search: `list-b-${run}`.toUpperCase() }).items.map(({ username }) => username)).toEqual([
    `list-b-${run}`,
  ])
  expect(page({ search, pageSize: 100 }).items.map(({ username }) => username)).toEqual(
    expect.arrayContaining(users.map(({ username }) => username)),
  )
  const second = own({ pageSize: 2, page: 2, search: `list-` })
  expect(second.items.length).toBeLessThanOrEqual(2)
  expect(own({ page: 99, search: `list-b-${run}` })).toMatchObject({ page: 1, total: 1, pageCount: 1 })
  expect(own({ state: 'disabled', search: `list-b-${run}` }).items).toEqual([])
  const bob = toActor({ uid: 'b', username: 'bob' })
  for (const refused of [
    () => listUsers(bob, listUsersSchema.parse({})),
    () => getUser(bob, { username: `list-a-${run}` }),
    () => requireAdmin(bob),
  ]) {
    expect(refused).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  }
  const username = `list-a-${run}`
  for (const refused of [
    () => disableUser(bob, { username }),
    () => enableUser(bob, { username }),
    () => deleteUser(bob, { username }),
    () => endUserSessions(bob, { username }),
    () => updateUserRole(bob, { username, isAdmin: true }),
    () => updateUserQuota(bob, { username, quota: { pods: 99 } }),
  ]) {
    await expect(refused()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
})

test('role and quota: set, shown, taken back; nobody locks themselves out', async () => {
  const user = await enter(newIdentity(), `role${run}`)
  const { username } = user
  await seen(user)
  const promoted = await updateUserRole(admin, { username, isAdmin: true })
  expect(promoted.isAdmin).toBe(true)
  const quota = { pods: 20, storage: '200Gi' }
  expect((await updateUserQuota(admin, { username, quota })).quota).toEqual(quota)
  expect((await updateUserQuota(admin, { username, quota: { cpu: '2' } })).quota).toEqual({ cpu: '2' })
  await usersKind.waitFor(promoted.resourceVersion, 10_000)
  const self = toActor(user, { isAdmin: true })
  for (const refused of [
    () => disableUser(self, { username }),
    () => deleteUser(self, { username }),
    () => updateUserRole(self, { username, isAdmin: false }),
  ]) {
    await expect(refused()).rejects.toMatchObject({ code: 'CONFLICT' })
  }
  expect((await updateUserRole(admin, { username, isAdmin: false })).isAdmin).toBe(false)
  await expect(disableUser(admin, { username: `nobody${run}` })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

async function makeNamespace(name: string, annotations: Record<string, string>, labels: Record<string, string> = {}) {
  const created = await createObject(client, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, annotations, labels },
  })
  onTestFinished(async () => void (await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name })))
  expect(await namespacesKind.waitFor(created.metadata.resourceVersion ?? '', 10_000)).toBe(true)
}

const userLabels = { 'app.kubernetes.io/managed-by': 'moorage', 'moorage.dev/space-kind': 'user' }

test('a space is its owner’s only while its namespace says so', async () => {
  const user = await enter(newIdentity(), `space${run}`)
  await seen(user)
  const spaceId = `u/${user.username}` as const
  const actor = toActor(user)
  const bob = toActor({ uid: 'b', username: 'bob' })
  expect(() => authorize(bob, 'space.read', spaceId)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  expect(() => authorize(actor, 'space.read', spaceId)).toThrow(expect.objectContaining({ code: 'NOT_READY' }))
  await makeNamespace(
    `user-${user.username}-storage`,
    {
      'moorage.dev/space': spaceId,
      'moorage.dev/owner-issuer': user.issuer,
      'moorage.dev/owner-subject': user.subject,
    },
    userLabels,
  )
  expect(authorize(actor, 'volume.create', spaceId)).toMatchObject({
    namespace: `user-${user.username}-storage`,
    spaceId,
  })
  expect(authorize(admin, 'quota.manage', spaceId)).toMatchObject({ kind: 'user' })
  expect(() => authorize(admin, 'files.read', spaceId)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
  expect(() => authorize(actor, 'quota.manage', spaceId)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
  expect(() => authorize(bob, 'space.read', spaceId)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

test.each([
  ['made by hand', {}, {}],
  ['of somebody else', { 'moorage.dev/owner-subject': 'another' }, userLabels],
  ['of another provider', { 'moorage.dev/owner-issuer': 'https://other.example' }, userLabels],
  ['of another space', { 'moorage.dev/space': 'u/another' }, userLabels],
])('a namespace %s is not used', async (_, annotations, labels) => {
  const user = await enter(newIdentity(), `foreign${people}${run}`)
  await seen(user)
  await makeNamespace(
    `user-${user.username}-storage`,
    {
      'moorage.dev/space': `u/${user.username}`,
      'moorage.dev/owner-issuer': user.issuer,
      'moorage.dev/owner-subject': user.subject,
      ...annotations,
    },
    labels,
  )
  for (const actor of [toActor(user), admin]) {
    expect(() => authorize(actor, 'space.read', `u/${user.username}`)).toThrow(
      expect.objectContaining({ code: 'NOT_READY' }),
    )
  }
})

test('membership counts by uid, from the next request on, in both directions', async () => {
  const [alice, bob] = await Promise.all(['member', 'other'].map((name) => enter(newIdentity(), `${name}${run}`)))
  if (!alice || !bob) throw new Error('no users')
  const id = `g${run}`
  const ref = { apiVersion: USER_API_VERSION, kind: 'Group', name: id }
  const { apiVersion, kind } = ref
  const spec = {
    displayName: 'Research',
    members: [
      { uid: alice.uid, role: 'owner' },
      { uid: bob.uid, role: 'viewer' },
    ],
  }
  const group = await createObject(client, { apiVersion, kind, metadata: { name: id }, spec })
  await groupsKind.waitFor(group.metadata.resourceVersion ?? '', 10_000)
  await makeNamespace(
    `group-${id}-storage`,
    { 'moorage.dev/space': `g/${id}`, 'moorage.dev/owner-group-uid': group.metadata.uid ?? '' },
    { ...userLabels, 'moorage.dev/space-kind': 'group' },
  )
  // Before its namespace, which a portal would make again.
  onTestFinished(async () => void (await deleteObject(client, ref)))
  const now = (user: UserRecord) => toActor(user, { groups: getGroupRoles(user.uid, []) })
  expect(authorize(now(alice), 'member.manage', `g/${id}`)).toMatchObject({ kind: 'group' })
  expect(() => authorize(now(bob), 'files.write', `g/${id}`)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))

  const changes: AccessChange[] = []
  // Other tests change other people at the same time.
  const isOurs = ({ userUid, kind: what }: AccessChange) => what === 'groups' && [alice.uid, bob.uid].includes(userUid)
  onTestFinished(onAccessChange((change) => void (isOurs(change) && changes.push(change))))
  const members = [{ uid: alice.uid, role: 'owner' }]
  const changed = await patchObject(client, ref, { patch: { spec: { members } } })
  await groupsKind.waitFor(changed.metadata.resourceVersion ?? '', 10_000)
  expect(changes).toEqual([{ userUid: bob.uid, kind: 'groups' }])
  expect(() => authorize(now(bob), 'space.read', `g/${id}`)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))

  // Deleted and made again under the same id: another group, to which the old namespace does not belong.
  await deleteObject(client, ref)
  const reborn = await createObject(client, { apiVersion, kind, metadata: { name: id }, spec })
  await groupsKind.waitFor(reborn.metadata.resourceVersion ?? '', 10_000)
  expect(() => authorize(now(alice), 'space.read', `g/${id}`)).toThrow(expect.objectContaining({ code: 'NOT_READY' }))
})
