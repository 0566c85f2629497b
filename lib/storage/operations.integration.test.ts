import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { AppError } from '#lib/errors.ts'
import { createObject, deleteObject, getObject, listObjects } from '#lib/kube/verbs.ts'
import { getQuota } from '#lib/quota/operations.ts'
import { removePeople, welcomePerson, type Person } from '#lib/spaces/testing/people.ts'
import { buildBoxSpec } from '#cluster/testing/box.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, createBox, execInPod, waitFor, waitForPod } from '#cluster/testing/cluster-under-test.ts'
import { countWrites } from '#cluster/testing/count-writes.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { catchRefusal, listFieldKeys } from '#cluster/testing/refusals.ts'
import { createVolume } from './operations-create.ts'
import { deleteVolume } from './operations-delete.ts'
import { growVolume } from './operations-grow.ts'
import { listStorageClasses, listVolumes } from './operations.ts'
import { createVolumeSchema } from './schema.ts'
import type { Volume } from './schema.ts'

const run = randomBytes(3).toString('hex')
const MIB = 1024 ** 2

let alice: Person
let bob: Person

beforeAll(async () => {
  await becomePortal({ MOORAGE_VOLUME_SIZE: '300Mi' })
  await startCaches()
  ;[alice, bob] = await Promise.all([welcome(`alice-${run}`), welcome(`bob-${run}`)])
})

afterAll(async () => {
  await removePeople([alice, bob])
  stopCaches()
})

/** Somebody with a space of five volumes and 4 GiB, one of them counted. */
async function welcome(username: string): Promise<Person> {
  const person = await welcomePerson(username, { storage: '4Gi' })
  await waitFor('the volume to be counted', async () => findQuota(person, 'volumes')?.used === 1)
  return person
}

function findQuota({ actor, space }: Person, resource: string) {
  const quota = getQuota(authorize(actor, 'quota.read', space))
  return quota.isComplete ? quota.items.find((item) => item.resource === resource) : undefined
}

function list({ actor, space }: Person): Volume[] {
  return listVolumes(authorize(actor, 'space.read', space))
}

function requireVolume(person: Person, name: string): Volume {
  const volume = list(person).find((one) => one.name === name)
  if (!volume) throw new Error(`There is no ${name}`)
  return volume
}

function waitForVolume(person: Person, name: string, isWanted: (volume: Volume) => boolean): Promise<Volume> {
  return waitFor(`${name} to be as wanted`, async () => list(person).find((one) => one.name === name && isWanted(one)))
}

/** What the form of the page sends. */
function form({ space }: Person, changes: Record<string, unknown> = {}) {
  return createVolumeSchema.parse({
    space,
    name: 'data',
    size: '300Mi',
    storageClass: 'standard',
    accessMode: 'ReadWriteOnce',
    launchId: randomUUID(),
    ...changes,
  })
}

test('a new space has one volume, which waits for its first use', () => {
  expect(list(alice)).toMatchObject([
    {
      space: alice.space,
      name: `user-${alice.actor.username}-disk`,
      phase: 'pending-first-use',
      requestedBytes: 300 * MIB,
      capacityBytes: null,
      storageClass: 'standard',
      canGrow: false,
      usedBytes: null,
      mountedBy: [],
      neededBy: [],
      isPrimary: true,
    },
  ])
})

test('the classes of the cluster are offered, the default first, with what their volumes can do', () => {
  const classes = listStorageClasses(authorize(alice.actor, 'volume.create', alice.space))
  expect(classes.map(({ name }) => name)).toEqual(['standard', 'fast', 'shared'])
  expect(classes).toMatchObject([
    { isDefault: true, canGrow: true, waitsForFirstUse: true },
    { isDefault: false, canGrow: true },
    { canGrow: false, accessModes: ['ReadWriteOnce', 'ReadWriteMany'] },
  ])
})

test('a double click makes one volume, and so does sending the form again later', async () => {
  const input = form(alice, { name: 'twice' })
  const [first, second] = await Promise.all([createVolume(alice.actor, input), createVolume(alice.actor, input)])
  expect(first).toMatchObject({ name: 'twice', phase: 'pending-first-use', requestedBytes: 300 * MIB })
  expect(second.uid).toBe(first.uid)
  expect((await createVolume(alice.actor, input)).uid).toBe(first.uid)
  const volume = await waitForVolume(alice, 'twice', () => true)
  expect((await createVolume(alice.actor, input)).uid).toBe(volume.uid)
  const other = await catchRefusal(createVolume(alice.actor, form(alice, { name: 'twice' })))
  expect([other.code, listFieldKeys(other)]).toEqual(['INVALID_INPUT', { name: 'storage.nameTaken' }])
})

test.each<[Record<string, unknown>, Record<string, string>]>([
  [{ size: '1Ti' }, { size: 'storage.sizeBeyondQuota' }],
  [{ size: '0.1m' }, { size: 'storage.sizeTooSmall' }],
  [{ storageClass: 'nonsense' }, { storageClass: 'storage.classUnknown' }],
  [{ accessMode: 'ReadWriteMany' }, { accessMode: 'storage.accessModeNotOffered' }],
  [{ name: 'moorage-data' }, { name: 'storage.nameReserved' }],
])('%j is refused at its field before anything is made', async (changes, fields) => {
  let error: AppError | undefined
  const writes = await countWrites(async () => {
    error = await catchRefusal(createVolume(alice.actor, form(alice, changes)))
  })
  expect(listFieldKeys(error!)).toEqual(fields)
  expect(writes).toBe(0)
})

test('of many clicks at the same time only those are served that the quota has room for', async () => {
  const attempts = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => createVolume(bob.actor, form(bob, { name: `rush-${index}` }))),
  )
  const refused = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as AppError] : []))
  expect(refused).toHaveLength(4)
  // All were looked at before any was made, so these four were refused by the cluster itself.
  for (const error of refused) {
    expect([error.code, listFieldKeys(error)]).toEqual(['QUOTA_EXCEEDED', { size: 'kube.quota-exceeded' }])
    expect(error.details.rawMessage).toContain('exceeded quota')
  }
  const claims = await listObjects(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    namespace: bob.namespace,
  })
  expect(claims).toHaveLength(5)
  await waitFor('the count', async () => findQuota(bob, 'volumes')?.used === 5)
  const error = await catchRefusal(createVolume(bob.actor, form(bob, { name: 'one-more' })))
  expect([error.code, listFieldKeys(error)]).toEqual(['QUOTA_EXCEEDED', { name: 'storage.noVolumesLeft' }])
})

test('a volume in use is named with its user, is measured, grows for real, and cannot be deleted', async () => {
  const disk = `user-${alice.actor.username}-disk`
  const labels = { 'moorage.dev/workload': 'notebook' }
  await createBox({ namespace: alice.namespace, name: 'box', labels, volumes: { '/data': disk } })
  await waitForPod(alice.namespace, 'box')
  const bound = await waitForVolume(alice, disk, ({ phase }) => phase === 'bound')
  expect(bound).toMatchObject({
    capacityBytes: 300 * MIB,
    canGrow: true,
    mountedBy: [{ pod: 'box', workload: 'notebook', isFileServer: false }],
  })
  expect(findQuota(alice, 'storage')?.holders).toContainEqual({ kind: 'volume', name: disk, amount: 300 * MIB })
  expect(findQuota(alice, 'pods')).toMatchObject({ used: 1, holders: [{ kind: 'pod', name: 'box', amount: 1 }] })

  const wish = { space: alice.space, name: disk, uid: bound.uid }
  for (const [sizeBytes, messageKey] of [
    [200 * MIB, 'storage.shrink'],
    [300 * MIB, 'storage.shrink'],
    [8192 * MIB, 'storage.sizeBeyondQuota'],
  ] as const) {
    const error = await catchRefusal(growVolume(alice.actor, { ...wish, size: sizeBytes }))
    expect(listFieldKeys(error)).toEqual({ size: messageKey })
  }
  const both = await Promise.allSettled([
    growVolume(alice.actor, { ...wish, size: 500 * MIB }),
    growVolume(alice.actor, { ...wish, size: 400 * MIB }),
  ])
  expect(both[0].status).toBe('fulfilled')
  const grown = await waitForVolume(alice, disk, ({ capacityBytes }) => capacityBytes === 500 * MIB)
  expect(grown).toMatchObject({ phase: 'bound', requestedBytes: 500 * MIB })
  const blocks = await execInPod({ namespace: alice.namespace, pod: 'box', command: ['df', '-m', '/data'] })
  expect(Number(/\s(\d+)\s+\d+\s+\d+\s+\d+%\s+\/data/.exec(blocks)?.[1])).toBeGreaterThan(400)

  const confirmed = { ...wish, confirmation: disk, isPrimaryConfirmed: true }
  const blocked = await catchRefusal(deleteVolume(alice.actor, confirmed))
  expect([blocked.code, blocked.messageKey, blocked.params.users]).toEqual(['CONFLICT', 'storage.inUse', 'notebook'])
  expect(await getObject(client, { ...claimRef(alice, disk) })).toMatchObject({ metadata: { uid: bound.uid } })

  const measured = await waitForVolume(alice, disk, ({ usedBytes }) => usedBytes !== null)
  expect(measured.usedBytes).toBeGreaterThan(0)
  expect(measured.usedBytes).toBeLessThan(500 * MIB)
  expect(Date.parse(measured.usedAt ?? '')).toBeGreaterThan(Date.parse(measured.createdAt))
})

function claimRef({ namespace }: Person, name: string) {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name }
}

test('a volume is deleted only when its name was typed, only that one, and the first one only after a second yes', async () => {
  const { uid } = await createVolume(alice.actor, form(alice, { name: 'brief' }))
  await waitForVolume(alice, 'brief', () => true)
  const wish = { space: alice.space, name: 'brief', uid, confirmation: 'brief', isPrimaryConfirmed: false }
  expect(listFieldKeys(await catchRefusal(deleteVolume(alice.actor, { ...wish, confirmation: 'Brief' })))).toEqual({
    confirmation: 'storage.confirmationWrong',
  })
  const replaced = await catchRefusal(deleteVolume(alice.actor, { ...wish, uid: randomUUID() }))
  expect([replaced.code, replaced.messageKey]).toEqual(['CONFLICT', 'storage.replaced'])
  expect(await deleteVolume(alice.actor, wish)).toEqual({ name: 'brief' })
  await waitFor('it to be gone', async () => !list(alice).some(({ name }) => name === 'brief'))
  const gone = await catchRefusal(deleteVolume(alice.actor, wish))
  expect([gone.code, gone.messageKey]).toEqual(['NOT_FOUND', 'storage.gone'])

  const disk = requireVolume(bob, `user-${bob.actor.username}-disk`)
  const first = { space: bob.space, name: disk.name, uid: disk.uid, confirmation: disk.name, isPrimaryConfirmed: false }
  expect(listFieldKeys(await catchRefusal(deleteVolume(bob.actor, first)))).toEqual({
    isPrimaryConfirmed: 'storage.primaryUnconfirmed',
  })
})

test('what is stopped, waits or runs by the clock is named too, and keeps its volume', async () => {
  const { uid } = await createVolume(alice.actor, form(alice, { name: 'needed' }))
  const { namespace, space } = alice
  const spec = { ...buildBoxSpec({ volumes: { '/data': 'needed' } }), restartPolicy: 'Never' }
  const labels = { app: 'stopped' }
  const template = { metadata: { labels }, spec: { ...spec, restartPolicy: 'Always' } }
  const jobTemplate = { spec: { suspend: true, template: { spec } } }
  const users = [
    ['apps/v1', 'Deployment', { replicas: 0, selector: { matchLabels: labels }, template }],
    ['batch/v1', 'Job', jobTemplate.spec],
    ['batch/v1', 'CronJob', { schedule: '0 0 1 1 *', jobTemplate }],
  ] as const
  const wish = { space, name: 'needed', uid, confirmation: 'needed', isPrimaryConfirmed: false }
  for (const [apiVersion, kind, objectSpec] of users) {
    const name = `a-${kind.toLowerCase()}`
    await createObject(client, { apiVersion, kind, metadata: { name, namespace }, spec: objectSpec })
    await waitForVolume(alice, 'needed', ({ neededBy }) => neededBy.some((user) => user.name === name))
    const refused = await catchRefusal(deleteVolume(alice.actor, wish))
    expect([refused.code, refused.messageKey, refused.params.users]).toEqual(['CONFLICT', 'storage.needed', name])
    await deleteObject(client, { apiVersion, kind, namespace, name })
  }
  await waitForVolume(alice, 'needed', ({ neededBy }) => neededBy.length === 0)
  expect(await deleteVolume(alice.actor, wish)).toEqual({ name: 'needed' })
})

test('a class that cannot grow says so, and so does a volume without a disk', async () => {
  const input = form(alice, { name: 'fixed', storageClass: 'shared', accessMode: 'ReadWriteMany' })
  const { uid } = await createVolume(alice.actor, input)
  await waitForVolume(alice, 'fixed', () => true)
  const grow = (name: string, of: string) =>
    catchRefusal(growVolume(alice.actor, { space: alice.space, name, uid: of, size: 600 * MIB }))
  expect(listFieldKeys(await grow('fixed', uid))).toEqual({ size: 'storage.classCannotGrow' })
  const { uid: twice } = requireVolume(alice, 'twice')
  expect(listFieldKeys(await grow('twice', twice))).toEqual({ size: 'storage.growsLater' })
})

test('what Moorage did not make is shown, and neither grown nor deleted', async () => {
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'by-hand', namespace: alice.namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '300Mi' } } },
  })
  const { uid, canGrow } = await waitForVolume(alice, 'by-hand', () => true)
  expect(canGrow).toBe(false)
  const wish = { space: alice.space, name: 'by-hand', uid, confirmation: 'by-hand', isPrimaryConfirmed: false }
  expect((await catchRefusal(deleteVolume(alice.actor, wish))).messageKey).toBe('storage.notOurs')
  expect((await catchRefusal(growVolume(alice.actor, { ...wish, size: 600 * MIB }))).messageKey).toBe('storage.notOurs')
})

test('another person’s space does not exist', async () => {
  const { name, uid } = requireVolume(alice, 'twice')
  const wish = { space: alice.space, name, uid, confirmation: name, isPrimaryConfirmed: true }
  const attempts = [
    async () => listVolumes(authorize(bob.actor, 'space.read', alice.space)),
    async () => getQuota(authorize(bob.actor, 'quota.read', alice.space)),
    () => createVolume(bob.actor, form(alice, { name: 'intruder' })),
    () => growVolume(bob.actor, { ...wish, size: 600 * MIB }),
    () => deleteVolume(bob.actor, wish),
  ]
  for (const attempt of attempts) expect((await catchRefusal(attempt())).code).toBe('NOT_FOUND')
  // An administrator looks after spaces, and does not fill them.
  const admin: Actor = { ...bob.actor, isAdmin: true }
  expect(listVolumes(authorize(admin, 'space.read', alice.space)).map((volume) => volume.name)).toContain('twice')
  expect((await catchRefusal(createVolume(admin, form(alice, { name: 'gift' })))).code).toBe('FORBIDDEN')
})
