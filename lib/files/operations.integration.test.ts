import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { getEnv } from '#lib/env.ts'
import { createObject, deleteObject, listObjects, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { endSession, signIn } from '#lib/spaces/testing/sessions.ts'
import { claimsKind } from '#lib/storage/operations-cache.ts'
import { callFiles } from '#cluster/testing/call-files.ts'
import {
  client,
  createBox,
  createTestNamespace,
  execInPod,
  failInPod,
  waitFor,
  waitForPod,
} from '#cluster/testing/cluster-under-test.ts'
import { catchRefusal } from '#cluster/testing/refusals.ts'
import { createFileLink, followFileAccess } from './operations-access.ts'
import { listServerPods, serverJobsKind } from './operations-cache.ts'
import { startFileServer } from './operations-start.ts'
import { issueAccessToken } from './operations-tokens.ts'
import { getServerName } from './objects.ts'
import { ACCESS_TYP, toAudience } from './protocol/tokens.ts'
import { closePortal, list, open, openDisk, startPortalForTwo, write } from './testing/visitors.ts'
import type { Visitor } from './testing/visitors.ts'

let alice: Visitor
let bob: Visitor

beforeAll(async () => {
  ;({ alice, bob } = await startPortalForTwo())
})

afterAll(() => closePortal([alice, bob]))

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
  for (const attempt of attempts) expect((await catchRefusal(attempt)).code).toBe('NOT_FOUND')
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

/** Ends with 0 when it connects, else as curl does: 7 refused, 28 no answer; anything else is no answer of a policy. */
function buildConnect(host: string, port: number): string[] {
  const script = `require('net').connect({host:'${host}',port:${port},timeout:2000}).on('connect',()=>process.exit(0)).on('timeout',()=>process.exit(28)).on('error',(error)=>process.exit({ECONNREFUSED:7,ETIMEDOUT:28}[error.code]??1))`
  return ['node', '-e', script]
}

test('no pod reaches the file server or its Service, in the same space or in another one', async () => {
  const { volumeUid } = await openDisk(alice)
  const server = await waitFor('its address', async () => listServerPods(alice.namespace).find(({ ip }) => ip))
  const name = getServerName(volumeUid, 'rw')
  const service = await requireObject(client, { apiVersion: 'v1', kind: 'Service', namespace: alice.namespace, name })
  const { clusterIP } = service['spec'] as { clusterIP: string }
  const foreign = await createTestNamespace()
  onTestFinished(foreign.remove)
  await Promise.all(
    [alice.namespace, bob.namespace, foreign.namespace].map(async (namespace) => {
      const pod = `probe-${randomBytes(3).toString('hex')}`
      const listen = ['node', '-e', "require('net').createServer((socket)=>socket.end()).listen(8080)"]
      await createBox({ namespace, name: `${pod}-open`, command: listen })
      await createBox({ namespace, name: pod })
      await waitForPod(namespace, pod)
      const { status } = await waitForPod(namespace, `${pod}-open`)
      const connect = (host: string, port: number) => ({ namespace, pod, command: buildConnect(host, port) })
      await waitFor('a pod beside it to be reached', async () => {
        await execInPod(connect(status.podIP ?? '', 8080))
        return true
      })
      for (const attempt of [connect(server.ip ?? '', 8080), connect(clusterIP, 80)]) {
        expect(await failInPod(attempt)).toMatch(/terminated with exit code (7|28)\s*$/)
      }
    }),
  )
})

test('a pod that is labelled like a file server is refused', async () => {
  const labels = { 'moorage.dev/fileserver': 'rw' }
  const attempt = createBox({ namespace: alice.namespace, name: 'false-server', labels })
  expect((await catchRefusal(attempt)).details.rawMessage).toMatch(/for file servers only/)
})

test('a finished server is replaced, and objects of the space cannot change its keys', async () => {
  const before = await openDisk(alice)
  const name = getServerName(before.volumeUid, 'rw')
  const { namespace } = alice
  const [pod] = listServerPods(namespace)
  const job = serverJobsKind.get({ namespace, name })!
  const pair = generateKeyPairSync('ed25519')
  const keys = JSON.stringify([{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'mine' }])
  const content = { 'public-keys': Buffer.from(keys).toString('base64url'), 'keys.json': keys }
  for (const kind of ['ConfigMap', 'Secret']) {
    const data = kind === 'Secret' ? { stringData: content } : { data: content }
    await createObject(client, { apiVersion: 'v1', kind, metadata: { name, namespace }, ...data })
  }
  const mine = await new SignJWT({
    aud: toAudience(before.volumeUid, 'rw'),
    sub: alice.actor.uid,
    sid: alice.actor.sid,
  })
    .setProtectedHeader({ alg: 'EdDSA', typ: ACCESS_TYP, kid: 'mine' })
    .setIssuer(getEnv().portalUrl)
    .setIssuedAt()
    .setExpirationTime('5 minutes')
    .sign(pair.privateKey)
  expect((await list(before, mine)).status).toBe(401)
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
  expect((await list(after, mine)).status).toBe(401)
})

test('signing out ends one session’s access and no other’s', async () => {
  const { space, disk: volume } = bob
  const here = await open(bob.actor, { space, volume })
  const other = await signIn(bob.actor.username)
  const there = await open(other, { space, volume })
  await endSession(other)
  await waitFor('the session to be closed out', async () => (await list(there)).status === 401)
  expect((await list(here)).status).toBe(200)
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
