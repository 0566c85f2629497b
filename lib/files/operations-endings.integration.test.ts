import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { groupsKind } from '#lib/auth/cached-kinds.ts'
import { noteClaims } from '#lib/auth/lost-groups.ts'
import { hashGroupName } from '#lib/auth/memberships.ts'
import { recheckActor } from '#lib/auth/session-check.ts'
import { USER_API_VERSION } from '#lib/auth/user-record.ts'
import { getEnv } from '#lib/env.ts'
import { patchObject } from '#lib/kube/verbs.ts'
import { signIn, signInWithToken } from '#lib/spaces/testing/sessions.ts'
import { createFileKey } from '#cluster/demo/portal-secrets.ts'
import { callFiles, startSlowDownload, startSlowUpload } from '#cluster/testing/call-files.ts'
import { client, createBox, execInPod, waitFor, waitForPod } from '#cluster/testing/cluster-under-test.ts'
import { catchRefusal } from '#cluster/testing/refusals.ts'
import { createFileLink, followFileAccess } from './operations-access.ts'
import { fileRoutes } from './protocol/file-routes.ts'
import type { FileAccess } from './schema.ts'
import { closePortal, createGroup, list, open, openDisk, startPortalForTwo, write } from './testing/visitors.ts'
import type { Visitor } from './testing/visitors.ts'

/** What is promised: after it nothing of somebody who was taken out goes on, not even what was running. */
const CLOSED_WITHIN_MS = 5000

let alice: Visitor
let bob: Visitor

beforeAll(async () => {
  ;({ alice, bob } = await startPortalForTwo())
})

afterAll(() => closePortal([alice, bob]))

async function changeGroup(name: string, spec: Record<string, unknown>): Promise<void> {
  const changed = await patchObject(client, { apiVersion: USER_API_VERSION, kind: 'Group', name }, { patch: { spec } })
  await groupsKind.waitFor(changed.metadata.resourceVersion ?? '', CLOSED_WITHIN_MS)
}

/** What was not cut in time is read to its end. */
async function isCutInTime(download: Awaited<ReturnType<typeof startSlowDownload>>): Promise<boolean> {
  await sleep(CLOSED_WITHIN_MS)
  download.hurry()
  return !(await download.ended).isWhole
}

async function startUpload(access: FileAccess, name: string) {
  const tus = { 'tus-resumable': '1.0.0' }
  const created = await callFiles(`${access.baseUrl}${fileRoutes.uploads()}`, {
    method: 'POST',
    token: access.token,
    headers: {
      ...tus,
      'upload-length': '1000000',
      'upload-metadata': `path ${Buffer.from(name).toString('base64')}`,
      'content-length': '0',
    },
  })
  expect(created.status).toBe(201)
  const address = new URL(created.headers.location ?? '', access.baseUrl ?? undefined).href
  const headers = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }
  return startSlowUpload(address, { method: 'PATCH', token: access.token, headers })
}

test('who is taken out of a group loses running downloads and uploads in time, and others go on with theirs', async () => {
  const stays = { uid: alice.actor.uid, role: 'editor' }
  const group = await createGroup([stays, { uid: bob.actor.uid, role: 'viewer' }])
  const { namespace, space, volume } = group
  const writing = await open(await signIn(alice.actor.username), group)
  expect(writing.mode).toBe('rw')
  await createBox({ namespace, name: 'writer', volumes: { '/data': volume } })
  await waitForPod(namespace, 'writer')
  const fill = ['dd', 'if=/dev/urandom', 'of=/data/large', 'bs=1M', 'count=120']
  await execInPod({ namespace, pod: 'writer', command: fill })
  const viewer = await signIn(bob.actor.username)
  const reading = await open(viewer, group)
  expect(reading.mode).toBe('ro')
  expect((await list(reading)).status).toBe(200)
  expect(await write(reading, 'mine', 'no')).toBe(403)

  const link = await createFileLink(viewer, { space, volume, use: 'download', path: 'large' })
  const download = await startSlowDownload(link.url)
  expect(download.status).toBe(200)
  await changeGroup(group.id, { members: [stays] })
  expect(await isCutInTime(download)).toBe(true)
  expect((await list(reading)).status).toBe(401)
  expect((await callFiles(link.url)).status).toBe(401)
  const signal = new AbortController().signal
  const followed = followFileAccess(recheckActor(viewer)!, { space, volume, since: null, signal })
  expect((await catchRefusal(followed)).code).toMatch(/NOT_FOUND|UNAUTHENTICATED/)

  await changeGroup(group.id, { members: [stays, { uid: bob.actor.uid, role: 'editor' }] })
  const lost = await startUpload(await open(await signIn(bob.actor.username), group), 'of-bob')
  const kept = await startUpload(writing, 'of-alice')
  await sleep(500)
  await changeGroup(group.id, { members: [stays] })
  const first = await Promise.race([
    lost.ended,
    kept.ended.then((status) => `alice: ${status}`),
    sleep(CLOSED_WITHIN_MS, 'it goes on'),
  ])
  expect([0, 401]).toContain(first)
  expect(await Promise.race([kept.ended, sleep(500, 'it goes on')])).toBe('it goes on')
  kept.abandon()
})

test('who is no longer in a group of the identity provider loses what is open, as soon as a session shows it', async () => {
  const group = await createGroup([{ uid: alice.actor.uid, role: 'owner' }])
  const name = `research-${randomBytes(3).toString('hex')}`
  await changeGroup(group.id, { oidcGroups: [{ name, role: 'viewer' }] })
  const { actor, token } = await signInWithToken(bob.actor.username, [hashGroupName(name)])
  const { namespace, space, volume } = group
  await createBox({ namespace, name: 'writer', volumes: { '/data': volume } })
  await waitForPod(namespace, 'writer')
  const fill = ['dd', 'if=/dev/urandom', 'of=/data/large', 'bs=1M', 'count=120']
  await execInPod({ namespace, pod: 'writer', command: fill })
  const reading = await open(actor, group)
  const link = await createFileLink(actor, { space, volume, use: 'download', path: 'large' })
  const download = await startSlowDownload(link.url)
  expect(download.status).toBe(200)
  noteClaims(token, { ...token, claimsCheckedAt: Date.now(), mappedGroups: [] })
  expect(await isCutInTime(download)).toBe(true)
  expect((await list(reading)).status).toBe(401)
  expect((await callFiles(link.url)).status).toBe(401)
  // The cookie of before says more, and counts for no more.
  expect(recheckActor(actor)?.groups.has(group.id)).toBe(false)
})

test('new keys reach servers that run, and those that are withdrawn go', async () => {
  const file = getEnv().files.keysFile!
  const text = await readFile(file, 'utf8')
  const { keys } = JSON.parse(text) as { keys: object[] }
  const first = await openDisk(bob)
  await writeFile(file, JSON.stringify({ keys: [createFileKey(), keys[0]] }))
  const renewed = await waitFor('a token of the new key that is believed', async () => {
    const again = await openDisk(bob)
    const isOther = again.token?.split('.')[0] !== first.token?.split('.')[0]
    return isOther && (await list(again)).status === 200 && again
  })
  expect((await list(first)).status).toBe(200)
  // The older one stays: other tests of this cluster know no other, and a portal ends what it cannot tell anything.
  await writeFile(file, text)
  await waitFor('the withdrawn key to go', async () => (await list(renewed)).status === 401)
  expect((await list(first)).status).toBe(200)
})
