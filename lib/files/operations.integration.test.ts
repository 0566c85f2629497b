import { randomBytes, randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { groupsKind, usersKind } from '#lib/auth/cached-kinds.ts'
import { toGroupRecord } from '#lib/auth/group-record.ts'
import { checkSession, recheckActor } from '#lib/auth/session-check.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { toUserRecord } from '#lib/auth/user-record.ts'
import { AppError } from '#lib/errors.ts'
import { getEnv } from '#lib/env.ts'
import { listCachedKinds } from '#lib/kube/cache.ts'
import { createObject, deleteObject, getObject, listObjects, patchObject } from '#lib/kube/verbs.ts'
import { ensureGroupSpace, ensureUserSpace } from '#lib/spaces/operations.ts'
import { claimsKind } from '#lib/storage/operations-cache.ts'
import { callFiles, startSlowDownload } from '#cluster/testing/call-files.ts'
import { prepareFiles } from '#cluster/testing/files-under-test.ts'
import {
  client,
  createBox,
  createTestNamespace,
  execInPod,
  failInPod,
  waitFor,
  waitForPod,
} from '#cluster/testing/cluster-under-test.ts'
import { createFileKey } from '#cluster/demo/portal-secrets.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { createFileLink, followFileAccess } from './operations-access.ts'
import { listServerPods, serverJobsKind } from './operations-cache.ts'
import { startFileServer } from './operations-start.ts'
import { issueAccessToken } from './operations-tokens.ts'
import { watchFileServers } from './operations-watch.ts'
import { getServerName } from './objects.ts'
import { fileRoutes } from './protocol/file-routes.ts'
import type { FileAccess } from './schema.ts'

const run = randomBytes(3).toString('hex')
const API = 'moorage.dev/v1alpha1'

interface Person {
  actor: Actor
  space: SpaceId
  namespace: string
  disk: string
}

let alice: Person
let bob: Person

beforeAll(async () => {
  await becomePortal(await prepareFiles({ MOORAGE_VOLUME_SIZE: '300Mi' }))
  for (const kind of listCachedKinds()) kind.start()
  await Promise.all(listCachedKinds().map((kind) => kind.synced))
  watchFileServers()
  alice = await welcome(`alice-${run}`)
  bob = await welcome(`bob-${run}`)
})

afterAll(async () => {
  for (const { actor, namespace } of [alice, bob].filter(Boolean)) {
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
    await deleteObject(client, { apiVersion: API, kind: 'User', name: actor.username })
  }
  for (const kind of listCachedKinds()) kind.stop()
})

/** Somebody who is signed in, with a space and its first disk. */
async function welcome(username: string): Promise<Person> {
  const subject = `subject-${username}`
  const issuer = getEnv().oidc.issuer
  await createObject(client, {
    apiVersion: API,
    kind: 'User',
    metadata: { name: username },
    spec: { username, issuer, subject, quota: { storage: '4Gi' } },
  })
  const actor = await signIn(username)
  const { namespace } = await ensureUserSpace(usersKind.get({ name: username })!)
  const disk = `user-${username}-disk`
  await waitFor('the disk', async () => claimsKind.get({ namespace, name: disk }))
  return { actor, space: `u/${username}`, namespace, disk }
}

/** One more session. */
async function signIn(username: string): Promise<Actor> {
  const ref = { apiVersion: API, kind: 'User', name: username }
  const before = toUserRecord((await getObject(client, ref))!)
  const session = { sid: randomUUID(), startedAt: new Date().toISOString() }
  const kept = before.sessions.map(({ sid, startedAt }) => ({ sid, startedAt }))
  const raw = await patchObject(client, ref, {
    subresource: 'status',
    patch: { status: { sessions: [...kept, session] } },
  })
  const user = toUserRecord(raw)
  await usersKind.waitFor(user.resourceVersion, 5000)
  const now = Date.now()
  const actor = await checkSession({
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
    mappedGroups: [],
    refreshToken: 'none',
  })
  if (!actor) throw new Error('The session does not count')
  return actor
}

async function open(actor: Actor, { space, volume }: { space: SpaceId; volume: string }): Promise<FileAccess> {
  await startFileServer(actor, { space, volume })
  return waitFor('the files to be open', async () => {
    const access = await followFileAccess(actor, { space, volume, since: null, signal: new AbortController().signal })
    return access.state === 'ready' && access
  })
}

const openDisk = ({ actor, space, disk }: Person) => open(actor, { space, volume: disk })
const list = (access: FileAccess, token = access.token) => callFiles(`${access.baseUrl}${fileRoutes.list()}`, { token })

async function write(access: FileAccess, path: string, body: string | Buffer): Promise<number> {
  const address = `${access.baseUrl}${fileRoutes.content()}?path=${path}`
  const headers = {
    'if-none-match': '*',
    'content-type': 'text/plain',
    'content-length': String(Buffer.byteLength(body)),
  }
  return (await callFiles(address, { method: 'PUT', token: access.token, headers, body })).status
}

async function catchError(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw error
}

async function createGroup(members: { uid: string; role: string }[]) {
  const id = `team-${randomBytes(3).toString('hex')}`
  const volumes = [{ name: 'data', size: '300Mi' }]
  const made = await createObject(client, {
    apiVersion: API,
    kind: 'Group',
    metadata: { name: id },
    spec: { displayName: 'Team', members, volumes },
  })
  const { namespace } = await ensureGroupSpace(toGroupRecord(made))
  await groupsKind.waitFor(made.metadata.resourceVersion ?? '', 5000)
  onTestFinished(async () => {
    await deleteObject(client, { apiVersion: API, kind: 'Group', name: id })
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
  })
  const claim = await waitFor('the volume of the group', async () => claimsKind.list(namespace)[0])
  const space: SpaceId = `g/${id}`
  return { id, space, namespace, volume: claim.name }
}

/** The same session, with the rights of this moment. */
async function refresh({ username }: Actor): Promise<Actor> {
  return signIn(username)
}

test('two people who open a volume at once start one server, and its files are there', async () => {
  const attempts = await Promise.all(
    [1, 2, 3].map(() => startFileServer(alice.actor, { space: alice.space, volume: alice.disk })),
  )
  expect(attempts.map(({ mode }) => mode)).toEqual(['rw', 'rw', 'rw'])
  const access = await openDisk(alice)
  expect(access).toMatchObject({ state: 'ready', reason: null, volume: alice.disk })
  expect(access.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done'])
  expect(await list(access)).toMatchObject({ status: 200 })
  const jobs = await listObjects(client, { apiVersion: 'batch/v1', kind: 'Job', namespace: alice.namespace })
  const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: alice.namespace })
  expect([jobs.length, pods.length]).toEqual([1, 1])
  expect(jobs[0]?.metadata.name).toBe(getServerName(access.volumeUid, 'rw'))
})

test('without a token, with one of another volume, person or mode, nothing is shown', async () => {
  const access = await openDisk(alice)
  const theirs = await openDisk(bob)
  expect((await list(access, null)).status).toBe(401)
  expect((await list(access, theirs.token)).status).toBe(401)
  expect((await list(theirs, access.token)).status).toBe(401)
  const readOnly = await issueAccessToken(alice.actor, { volumeUid: access.volumeUid, mode: 'ro' })
  expect((await list(access, readOnly.token)).status).toBe(401)
})

test('bob gets no token for alice’s volume, nor a link', async () => {
  const { space, disk: volume } = alice
  const signal = new AbortController().signal
  const attempts = [
    startFileServer(bob.actor, { space, volume }),
    followFileAccess(bob.actor, { space, volume, since: null, signal }),
    createFileLink(bob.actor, { space, volume, use: 'download', path: 'a' }),
  ]
  for (const attempt of attempts) expect((await catchError(attempt)).code).toBe('NOT_FOUND')
})

test('what was written is seen by a pod with the same bytes, and downloaded by a link', async () => {
  const access = await openDisk(alice)
  expect(await write(access, 'hello.txt', 'hello')).toBeLessThan(300)
  await createBox({ namespace: alice.namespace, name: 'reader', volumes: { '/data': alice.disk } })
  await waitForPod(alice.namespace, 'reader')
  expect(await execInPod({ namespace: alice.namespace, pod: 'reader', command: ['cat', '/data/hello.txt'] })).toBe(
    'hello',
  )
  const { space, disk: volume } = alice
  const link = await createFileLink(alice.actor, { space, volume, use: 'download', path: 'hello.txt' })
  expect(await callFiles(link.url)).toMatchObject({ status: 200, body: 'hello' })
})

test('no pod reaches the file server, in the same space or in another one', async () => {
  await openDisk(alice)
  const server = await waitFor('its address', async () => listServerPods(alice.namespace).find(({ ip }) => ip))
  const foreign = await createTestNamespace()
  onTestFinished(foreign.remove)
  for (const namespace of [alice.namespace, bob.namespace, foreign.namespace]) {
    const pod = `probe-${randomBytes(3).toString('hex')}`
    await createBox({ namespace, name: pod })
    await waitForPod(namespace, pod)
    const script = `require('net').connect({host:'${server.ip}',port:8080,timeout:3000}).on('connect',()=>process.exit(0)).on('timeout',()=>process.exit(7)).on('error',()=>process.exit(7))`
    await expect(failInPod({ namespace, pod, command: ['node', '-e', script] })).resolves.toMatch(
      /exit code 7|terminated with/,
    )
  }
})

test('a pod that is labelled like a file server is refused', async () => {
  const labels = { 'moorage.dev/fileserver': 'rw' }
  const attempt = createBox({ namespace: alice.namespace, name: 'false-server', labels })
  expect((await catchError(attempt)).details.rawMessage).toMatch(/for file servers only/)
})

test('a finished server is replaced, and objects of the space cannot change its keys', async () => {
  const before = await openDisk(alice)
  const name = getServerName(before.volumeUid, 'rw')
  const { namespace } = alice
  const [pod] = listServerPods(namespace)
  await execInPod({ namespace, pod: 'reader', command: ['true'] })
  const job = serverJobsKind.get({ namespace, name })!
  for (const kind of ['ConfigMap', 'Secret']) {
    const content = kind === 'Secret' ? { stringData: { keys: 'mine' } } : { data: { keys: 'mine' } }
    await createObject(client, { apiVersion: 'v1', kind, metadata: { name, namespace }, ...content })
  }
  expect((await list(before)).status).toBe(200)
  // Ends as an idle one does, only sooner.
  await patchObject(
    client,
    { apiVersion: 'batch/v1', kind: 'Job', namespace, name },
    { patch: { spec: { activeDeadlineSeconds: 1 } } },
  )
  await waitFor('it to end', async () => {
    const current = serverJobsKind.get({ namespace, name })
    return !current || current.uid !== job.uid || current.isFinished
  })
  const after = await openDisk(alice)
  expect(serverJobsKind.get({ namespace, name })?.uid).not.toBe(job.uid)
  // Its pod may still be ending when the new one serves already.
  await waitFor('the old pod to go', async () => !listServerPods(namespace).some(({ uid }) => uid === pod?.uid))
  expect((await list(after)).status).toBe(200)
})

test('a viewer gets a server that cannot write, and who is taken out of the group loses a running download', async () => {
  const members = [
    { uid: alice.actor.uid, role: 'editor' },
    { uid: bob.actor.uid, role: 'viewer' },
  ]
  const group = await createGroup(members)
  const editor = await refresh(alice.actor)
  const viewer = await refresh(bob.actor)
  const writing = await open(editor, group)
  expect(writing.mode).toBe('rw')
  const { namespace } = group
  const fill = ['dd', 'if=/dev/urandom', 'of=/data/large', 'bs=1M', 'count=120']
  await createBox({ namespace, name: 'writer', volumes: { '/data': group.volume } })
  await waitForPod(namespace, 'writer')
  await execInPod({ namespace, pod: 'writer', command: fill })
  const reading = await open(viewer, group)
  expect(reading.mode).toBe('ro')
  expect((await list(reading)).status).toBe(200)
  expect(await write(reading, 'mine', 'no')).toBe(403)

  const { space, volume } = group
  const link = await createFileLink(viewer, { space, volume, use: 'download', path: 'large' })
  const download = await startSlowDownload(link.url)
  expect(download.status).toBe(200)
  await patchObject(
    client,
    { apiVersion: API, kind: 'Group', name: group.id },
    { patch: { spec: { members: members.slice(0, 1) } } },
  )
  expect(await download.ended).toMatchObject({ isWhole: false })
  expect((await list(reading)).status).toBe(401)
  expect((await callFiles(link.url)).status).toBe(401)
  const signal = new AbortController().signal
  expect(
    (await catchError(followFileAccess(recheckActor(viewer)!, { space, volume, since: null, signal }))).code,
  ).toMatch(/NOT_FOUND|UNAUTHENTICATED/)
  expect((await list(writing)).status).toBe(200)
})

test('signing out ends one session’s access and no other’s', async () => {
  const { space, disk: volume } = bob
  const here = await open(bob.actor, { space, volume })
  const other = await signIn(bob.actor.username)
  const there = await open(other, { space, volume })
  const ref = { apiVersion: API, kind: 'User', name: bob.actor.username }
  const user = toUserRecord((await getObject(client, ref))!)
  const kept = user.sessions.filter(({ sid }) => sid !== other.sid).map(({ sid, startedAt }) => ({ sid, startedAt }))
  await patchObject(client, ref, { subresource: 'status', patch: { status: { sessions: kept } } })
  await waitFor('the session to be closed out', async () => (await list(there)).status === 401)
  expect((await list(here)).status).toBe(200)
})

test('new keys reach servers that run, and the old ones go', async () => {
  const access = await openDisk(bob)
  const file = getEnv().files.keysFile!
  const {
    keys: [old],
  } = JSON.parse(await readFile(file, 'utf8')) as { keys: object[] }
  await writeFile(file, JSON.stringify({ keys: [createFileKey(), old] }))
  const renewed = await waitFor('a token of the new key that is believed', async () => {
    const again = await openDisk(bob)
    const isOther = again.token?.split('.')[0] !== access.token?.split('.')[0]
    return isOther && (await list(again)).status === 200 && again
  })
  expect((await list(access)).status).toBe(200)
  expect(renewed.volumeUid).toBe(access.volumeUid)
})

test('a volume that is deleted is let go', async () => {
  const access = await openDisk(bob)
  await deleteObject(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    namespace: bob.namespace,
    name: bob.disk,
  })
  await waitFor(
    'its server to go',
    async () => !serverJobsKind.get({ namespace: bob.namespace, name: getServerName(access.volumeUid, 'rw') }),
  )
  await waitFor('the volume to go', async () => !claimsKind.get({ namespace: bob.namespace, name: bob.disk }))
  expect(listServerPods(bob.namespace).filter(({ phase }) => phase === 'Running')).toEqual([])
})
