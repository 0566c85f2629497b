import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { usersKind } from '#lib/auth/cached-kinds.ts'
import { awaitFirstRights } from '#lib/auth/freshness.ts'
import { USER_API_VERSION } from '#lib/auth/user-record.ts'
import { listCachedKinds } from '#lib/kube/cache.ts'
import { createObject, deleteObject, requireObject } from '#lib/kube/verbs.ts'
import { buildUser } from '#lib/users/objects.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { listAllVolumes } from './operations-volumes.ts'
import { changeUserQuota, getHealth, repairSpace } from './operations.ts'
import { listAllVolumesSchema, type HealthReport } from './schema.ts'

const username = `health-${randomBytes(4).toString('hex')}`
const space = `u/${username}` as const
const namespace = `user-${username}-storage`
const user = { apiVersion: USER_API_VERSION, kind: 'User', name: username }
const quota = { apiVersion: 'v1', kind: 'ResourceQuota', namespace, name: 'moorage-storage' }

const admin: Actor = {
  uid: 'uid-ada',
  username: 'ada',
  displayName: 'Ada',
  isAdmin: true,
  sid: 'sid',
  groups: new Map(),
}

beforeAll(async () => {
  await becomePortal()
  // As the portal does when it starts.
  for (const kind of listCachedKinds()) kind.start()
  await awaitFirstRights()
  const identity = { issuer: 'https://id-health.example.org', subject: username }
  await createObject(client, buildUser(identity, { username, displayName: 'Health Test', email: '' }))
  await waitUntil(() => usersKind.get({ name: username }) !== undefined)
})

afterAll(async () => {
  await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
  await deleteObject(client, user)
  for (const kind of listCachedKinds()) kind.stop()
})

async function waitUntil(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await isSo()) return
    await sleep(100)
  }
  throw new Error('It did not come to be within half a minute.')
}

const findDrift = ({ spaces }: HealthReport) => spaces.shown.find(({ spaceId }) => spaceId === space)

test('the portal finds its cluster right: its rights, the clocks, its lists and where numbers come from', async () => {
  await waitUntil(async () => {
    const { askedAt, checks } = await getHealth(admin)
    return askedAt !== null && checks.some(({ check, state }) => check === 'lists' && state === 'good')
  })
  const { checks, problems, lists, probe } = await getHealth(admin)
  const states = Object.fromEntries(checks.map(({ check, state }) => [check, state]))
  expect(problems.filter(({ check }) => ['cluster', 'clock', 'rights', 'lists', 'usage'].includes(check))).toEqual([])
  expect(states).toMatchObject({ cluster: 'good', clock: 'good', rights: 'good', lists: 'good', usage: 'good' })
  expect(problems).toContainEqual(expect.objectContaining({ code: 'class-cannot-grow', subject: 'shared' }))
  expect(lists.map(({ name }) => name)).toEqual(expect.arrayContaining(['users', 'volumes', 'pods']))
  expect(probe).not.toBeNull()
})

test('a space that is missing or was changed is shown, and repaired', async () => {
  await waitUntil(async () => findDrift(await getHealth(admin)) !== undefined)
  const made = await repairSpace(admin, { space })
  expect(made.written).toContain('ResourceQuota moorage-storage')
  await waitUntil(async () => findDrift(await getHealth(admin)) === undefined)

  await deleteObject(client, quota)
  await waitUntil(async () => findDrift(await getHealth(admin)) !== undefined)
  expect(findDrift(await getHealth(admin))?.drift).toEqual([
    { objectKind: 'ResourceQuota', name: 'moorage-storage', problem: 'missing' },
  ])
  expect(await repairSpace(admin, { space })).toEqual({ written: ['ResourceQuota moorage-storage'] })
  expect(findDrift(await getHealth(admin))).toBeUndefined()
})

test('the volumes of all spaces are found by their space', async () => {
  const find = () => listAllVolumes(admin, listAllVolumesSchema.parse({ search: username }))
  await waitUntil(() => find().total === 1)
  expect(find().items).toMatchObject([{ space, name: `user-${username}-disk`, isPrimary: true }])
})

test('a changed quota counts in the space at once', async () => {
  await changeUserQuota(admin, { username, quota: { volumes: 7, storage: '200Gi' } })
  const { spec } = await requireObject(client, quota)
  expect(spec).toMatchObject({ hard: { persistentvolumeclaims: '7', 'requests.storage': '200Gi' } })
  await changeUserQuota(admin, { username, quota: {} })
  expect((await requireObject(client, quota)).spec).not.toEqual(spec)
})

test('nobody repairs what does not exist', async () => {
  await expect(repairSpace(admin, { space: 'u/nobody-of-this-name' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
