import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { AppError } from '#lib/errors.ts'
import { deleteObject, patchObject } from '#lib/kube/verbs.ts'
import { removePeople, welcomePerson, type Person } from '#lib/spaces/testing/people.ts'
import { stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { tellRefusal } from '#cluster/testing/refusals.ts'
import { getOfKind, listMadeForWorkload, listOfWorkload } from '#cluster/testing/workload-objects.ts'
import { launchWorkload } from './operations-launch.ts'
import { fillForm, WHOLE } from './testing/launch-form.ts'
import { becomeLaunchingPortal } from './testing/launch-stage.ts'
import { waitForState } from './testing/seen-workloads.ts'

let alice: Person

beforeAll(async () => {
  await becomeLaunchingPortal()
  alice = await welcomePerson(`alice-${randomBytes(3).toString('hex')}`)
})

afterAll(async () => {
  await removePeople([alice])
  stopCaches()
})

test('two clicks make one workload, and so does the form sent again when its answer was lost', async () => {
  const input = fillForm(alice, { ...WHOLE, name: 'twice', replicas: 0 })
  const elsewhere = await loadOtherReplica()
  const [first, second, third] = await Promise.all([
    launchWorkload(alice.actor, input),
    launchWorkload(alice.actor, input),
    elsewhere(alice.actor, input),
  ])
  expect([second.uid, third.uid]).toEqual([first.uid, first.uid])
  expect((await launchWorkload(alice.actor, input)).uid).toBe(first.uid)
  expect(await listOfWorkload(alice, 'twice')).toHaveLength(5)

  // The portal ended in the middle of it: what is missing is made, and what is there is taken as it is.
  await deleteObject(client, { apiVersion: 'v1', kind: 'Service', namespace: alice.namespace, name: 'twice' })
  await patchObject(
    client,
    { apiVersion: 'v1', kind: 'Secret', namespace: alice.namespace, name: 'twice-env' },
    { patch: { metadata: { ownerReferences: null } } },
  )
  expect((await elsewhere(alice.actor, input)).uid).toBe(first.uid)
  expect(await listOfWorkload(alice, 'twice')).toHaveLength(5)
  expect((await getOfKind(alice, 'Secret', 'twice-env'))?.metadata.ownerReferences).toHaveLength(1)

  const other = { ...input, name: 'twice-more' }
  await waitForState(alice, 'twice', 'stopped')
  expect(await tellRefusal(launchWorkload(alice.actor, other))).toMatchObject({
    code: 'CONFLICT',
    messageKey: 'workloads.launchedAlready',
  })
})

/** The same code with nothing in common but the cluster, as another replica of the portal has it. */
async function loadOtherReplica(): Promise<typeof launchWorkload> {
  vi.resetModules()
  const { launchWorkload: launch } = await import('./operations-launch.ts')
  expect(launch).not.toBe(launchWorkload)
  return launch
}

test.each([
  ['the same kind', 'service'],
  ['another kind', 'job'],
])('of two launches of one name and %s at once one wins and the other is told', async (_what, kind) => {
  const elsewhere = await loadOtherReplica()
  const name = `race-${kind}`
  const form = { ...WHOLE, name, replicas: 0, kind, web: null }
  const attempts = await Promise.allSettled([
    launchWorkload(alice.actor, fillForm(alice, { ...form, kind: 'service' })),
    elsewhere(alice.actor, fillForm(alice, form)),
  ])
  const won = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const lost = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason as AppError] : []))
  expect(won).toHaveLength(1)
  expect(lost).toMatchObject([{ code: 'CONFLICT', params: { name } }])
  expect(Object.keys(lost[0]!.fields)).toEqual(['name'])
  const left = await waitFor('what the loser made to be gone', async () => {
    const all = await listMadeForWorkload(alice, name)
    return all.length <= 4 && all
  })
  expect(left.filter((one) => /^(Deployment|Job)/.test(one))).toHaveLength(1)
  for (const object of await Promise.all([
    getOfKind(alice, 'ConfigMap', `${name}-files`),
    getOfKind(alice, 'Secret', `${name}-env`),
  ])) {
    expect(object?.metadata.ownerReferences?.[0]?.uid).toBe(won[0]!.uid)
  }
})

test('two launches of one name and of different kinds never leave two workloads, though nothing else stands in their way', async () => {
  const elsewhere = await loadOtherReplica()
  const attempts = await Promise.allSettled([
    launchWorkload(alice.actor, fillForm(alice, { name: 'bare', replicas: 0 })),
    elsewhere(alice.actor, fillForm(alice, { name: 'bare', kind: 'job' })),
  ])
  const lost = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason as AppError] : []))
  expect(lost.map(({ code, params }) => [code, params.name])).toEqual(lost.map(() => ['CONFLICT', 'bare']))
  const won = attempts.filter(({ status }) => status === 'fulfilled')
  expect(won.length).toBeLessThan(2)
  await waitFor('the others to be gone', async () => (await listMadeForWorkload(alice, 'bare')).length === won.length)
})
