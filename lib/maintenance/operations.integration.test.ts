import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { awaitFirstRights } from '#lib/auth/freshness.ts'
import { deleteObject, requireObject } from '#lib/kube/verbs.ts'
import { createAccount, removeAccount, removeSpace } from '#lib/spaces/testing/people.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { listAllVolumes } from './operations-volumes.ts'
import { changeUserQuota, getHealth, repairSpace } from './operations.ts'
import { listAllVolumesSchema, type HealthReport } from './schema.ts'

const username = `health-${randomBytes(4).toString('hex')}`
const space = `u/${username}` as const
const namespace = `user-${username}-storage`
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
  await startCaches()
  await awaitFirstRights()
  await createAccount(username)
})

afterAll(async () => {
  await removeSpace({ namespace })
  await removeAccount({ username })
  stopCaches()
})

const findDrift = ({ spaces }: HealthReport) => spaces.shown.find(({ spaceId }) => spaceId === space)

test('the portal finds its cluster right: its rights, the clocks, its lists and where numbers come from', async () => {
  await waitFor('the checks', async () => {
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
  await waitFor('the drift', async () => findDrift(await getHealth(admin)))
  const made = await repairSpace(admin, { space })
  expect(made.written).toContain('ResourceQuota moorage-storage')
  await waitFor('the drift to be gone', async () => findDrift(await getHealth(admin)) === undefined)

  await deleteObject(client, quota)
  await waitFor('the drift', async () => findDrift(await getHealth(admin)))
  expect(findDrift(await getHealth(admin))?.drift).toEqual([
    { objectKind: 'ResourceQuota', name: 'moorage-storage', problem: 'missing' },
  ])
  expect(await repairSpace(admin, { space })).toEqual({ written: ['ResourceQuota moorage-storage'] })
  expect(findDrift(await getHealth(admin))).toBeUndefined()
})

test('the volumes of all spaces are found by their space', async () => {
  const find = () => listAllVolumes(admin, listAllVolumesSchema.parse({ search: username }))
  await waitFor('the volume', async () => find().total === 1)
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
