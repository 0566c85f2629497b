import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { AppError } from '#lib/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { patchObject } from '#lib/kube/verbs.ts'
import { removePeople, welcomePerson, type Person } from '#lib/spaces/testing/people.ts'
import { stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, kubectl, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { tellRefusal } from '#cluster/testing/refusals.ts'
import { getOfKind, listOfWorkload } from '#cluster/testing/workload-objects.ts'
import { deleteWorkload } from './operations-delete.ts'
import { launchWorkload } from './operations-launch.ts'
import { runWorkload } from './operations-run.ts'
import { updateWorkload } from './operations-update.ts'
import { restartWorkload, restartWorkloads, startWorkload, stopWorkload } from './operations-verbs.ts'
import type { Workload } from './schema.ts'
import { openForm } from './testing/edit-form.ts'
import { fillForm, SECRET, SERVER, WHOLE } from './testing/launch-form.ts'
import { becomeLaunchingPortal } from './testing/launch-stage.ts'
import { TOOLBOX } from './testing/live-case.ts'
import { shell } from './testing/live-programs.ts'
import { waitForReadyPod, waitForState } from './testing/seen-workloads.ts'

const run = randomBytes(3).toString('hex')

let alice: Person
let bob: Person
let job: Workload
let resting: Workload

const JOB = { kind: 'job', name: 'backup', command: shell('test "$TOKEN" = hidden'), environment: [SECRET] }

beforeAll(async () => {
  await becomeLaunchingPortal()
  ;[alice, bob] = await Promise.all([welcomePerson(`alice-${run}`), welcomePerson(`bob-${run}`)])
  // What takes its time runs by when it is needed.
  await launchWorkload(alice.actor, fillForm(alice, { ...WHOLE, command: SERVER }))
  job = await launchWorkload(bob.actor, fillForm(bob, JOB))
  resting = await launchWorkload(alice.actor, fillForm(alice, { name: 'resting', replicas: 0 }))
})

afterAll(async () => {
  await removePeople([alice, bob])
  stopCaches()
})

function toRef({ space }: Person, { kind, name, uid }: Pick<Workload, 'kind' | 'name' | 'uid'>) {
  return { space, kind, name, uid }
}

test('a service is stopped, goes back to as many replicas, is restarted, and leaves nothing behind', async () => {
  const person = alice
  const web = await waitForState(person, 'web', 'running')
  const ref = toRef(person, web)
  await kubectl(['-n', person.namespace, 'scale', 'deployment/web', '--replicas=2'])
  expect(await stopWorkload(person.actor, ref)).toMatchObject({ replicas: { wanted: 0 } })
  expect((await getOfKind(person, 'Deployment', 'web'))?.metadata.annotations).toMatchObject({
    'moorage.dev/replicas': '2',
  })
  expect(await stopWorkload(person.actor, ref)).toMatchObject({ replicas: { wanted: 0 } })
  expect(await startWorkload(person.actor, ref)).toMatchObject({ replicas: { wanted: 2 } })
  const before = await waitForReadyPod(person, 'web')
  await restartWorkload(person.actor, ref)
  expect(await waitForReadyPod(person, 'web', before)).not.toBe(before)
  // More than there is place for: nothing is begun that would hang.
  await kubectl(['-n', person.namespace, 'annotate', '--overwrite', 'deployment/resting', 'moorage.dev/replicas=50'])
  expect(await tellRefusal(startWorkload(person.actor, toRef(person, resting)))).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    messageKey: expect.stringMatching(/^workloads\.noQuota/) as string,
  })
  expect(await getOfKind(person, 'Deployment', 'resting')).toMatchObject({ spec: { replicas: 0 } })
  expect(
    await restartWorkloads(person.actor, person.space, [
      { kind: 'service', name: 'web', uid: web.uid },
      { kind: 'service', name: 'resting', uid: resting.uid },
      { kind: 'service', name: 'gone', uid: web.uid },
      { kind: 'scheduled-job', name: 'nightly', uid: web.uid },
    ]),
  ).toMatchObject([{ outcome: 'restarted' }, { outcome: 'later' }, { outcome: 'failed' }, { outcome: 'later' }])

  // As if the portal had ended before it could say what belongs to it.
  await patchObject(
    client,
    { apiVersion: 'v1', kind: 'Secret', namespace: person.namespace, name: 'web-env' },
    { patch: { metadata: { ownerReferences: null } } },
  )
  expect((await tellRefusal(deleteWorkload(person.actor, { ...ref, uid: randomUUID() }))).messageKey).toBe(
    'workloads.replaced',
  )
  expect(await deleteWorkload(person.actor, ref)).toEqual({ name: 'web' })
  // The second click finds it on its way, or gone.
  const twice = await deleteWorkload(person.actor, ref).catch(({ code }: AppError) => code)
  expect(['NOT_FOUND', { name: 'web' }]).toContainEqual(twice)
  await waitFor('it to be gone', async () => (await listOfWorkload(person, 'web')).length === 0)
  expect((await tellRefusal(deleteWorkload(person.actor, ref))).messageKey).toBe('workloads.gone')

  // Its name is free as soon as it is gone, whatever the cluster has still to clear away.
  const next = { ...WHOLE, name: 'short-lived', replicas: 0 }
  for (let round = 0; round < 2; round += 1) {
    const one = await waitFor('the name to be free', () => launchWorkload(person.actor, fillForm(person, next)))
    await deleteWorkload(person.actor, toRef(person, one))
    await waitFor('it to be gone', async () => (await getOfKind(person, 'Deployment', 'short-lived')) === null)
  }
  expect(await getOfKind(person, 'Deployment', 'resting')).not.toBeNull()
})

test('jobs run, run again beside the one that ended, and by their schedule or at once', async () => {
  const ref = toRef(bob, job)
  const nightly = { ...JOB, kind: 'scheduled-job', name: 'nightly', schedule: '0 3 * * *' }
  const scheduled = await launchWorkload(bob.actor, fillForm(bob, nightly))
  const scheduledRef = toRef(bob, scheduled)
  const clicks = await Promise.allSettled([runWorkload(bob.actor, scheduledRef), runWorkload(bob.actor, scheduledRef)])
  expect(clicks.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
  expect((await tellRefusal(runWorkload(bob.actor, scheduledRef))).messageKey).toBe('workloads.runsAlready')
  const runs = (await listOfWorkload(bob, 'nightly')).filter((one) => one.startsWith('Job/'))
  expect(runs).toHaveLength(1)
  expect(await getOfKind(bob, 'Job', runs[0]!.slice('Job/'.length))).toMatchObject({
    metadata: { ownerReferences: [{ kind: 'CronJob', uid: scheduled.uid, controller: true }] },
  })
  await stopWorkload(bob.actor, scheduledRef)
  expect(await getOfKind(bob, 'CronJob', 'nightly')).toMatchObject({ spec: { suspend: true } })
  await startWorkload(bob.actor, scheduledRef)
  const edit = await openForm(bob, { kind: 'scheduled-job', name: 'nightly' })
  await edit.save({ schedule: '0 4 * * *' })
  expect(await getOfKind(bob, 'CronJob', 'nightly')).toMatchObject({ spec: { suspend: false, schedule: '0 4 * * *' } })

  await waitForState(bob, 'backup', 'completed')
  expect((await tellRefusal(stopWorkload(bob.actor, ref))).messageKey).toBe('workloads.jobEnded')
  expect((await tellRefusal(restartWorkload(bob.actor, ref))).messageKey).toBe('workloads.restartForServices')
  expect(
    (await tellRefusal(updateWorkload(bob.actor, { fields: fillForm(bob, JOB), uid: ref.uid, resourceVersion: '1' })))
      .messageKey,
  ).toBe('workloads.jobUnchangeable')
  const again = await runWorkload(bob.actor, ref)
  expect(again).toMatchObject({ kind: 'job', name: 'backup-2' })
  // The program ends well only with the secret of the first one, which nobody could tell the second one.
  await waitForState(bob, 'backup-2', 'completed')
  await waitFor('the run to succeed', async () => {
    const ended = (await getOfKind(bob, 'Job', runs[0]!.slice('Job/'.length))) as KubeObject & {
      status: { succeeded?: number }
    }
    return ended.status.succeeded === 1
  })
  for (const one of [ref, toRef(bob, again), scheduledRef]) await deleteWorkload(bob.actor, one)
  for (const name of ['backup', 'backup-2', 'nightly']) {
    await waitFor(`${name} to be gone`, async () => (await listOfWorkload(bob, name)).length === 0)
  }
})

test('a workload that Moorage did not make is never changed', async () => {
  await kubectl(['-n', alice.namespace, 'apply', '-f', '-'], {
    input: JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'foreign', labels: { app: 'foreign' } },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'foreign' } },
        template: {
          metadata: { labels: { app: 'foreign' } },
          spec: { automountServiceAccountToken: false, containers: [{ name: 'foreign', image: TOOLBOX }] },
        },
      },
    }),
  })
  const { metadata } = (await getOfKind(alice, 'Deployment', 'foreign'))!
  const ref = { space: alice.space, kind: 'service' as const, name: 'foreign', uid: metadata.uid ?? '' }
  const fields = fillForm(alice, { name: 'foreign' })
  const attempts = [
    () => stopWorkload(alice.actor, ref),
    () => startWorkload(alice.actor, ref),
    () => restartWorkload(alice.actor, ref),
    () => runWorkload(alice.actor, ref),
    () => deleteWorkload(alice.actor, ref),
    () => updateWorkload(alice.actor, { fields, uid: ref.uid, resourceVersion: metadata.resourceVersion ?? '' }),
  ]
  for (const attempt of attempts) expect((await tellRefusal(attempt())).messageKey).toBe('workloads.notOurs')
  expect((await tellRefusal(launchWorkload(alice.actor, fields))).code).toBe('CONFLICT')
  expect(await getOfKind(alice, 'Deployment', 'foreign')).toMatchObject({
    metadata: { generation: 1, labels: metadata.labels },
  })
})

test('nobody changes anything in a space where that is not theirs to do', async () => {
  const { metadata } = (await getOfKind(alice, 'Deployment', 'resting'))!
  const ref = { space: alice.space, kind: 'service' as const, name: 'resting', uid: metadata.uid ?? '' }
  const attempts = (actor: Actor, space: SpaceId) => ({
    launch: () => launchWorkload(actor, { ...fillForm(alice, { name: 'intruder' }), space }),
    update: () =>
      updateWorkload(actor, {
        fields: { ...fillForm(alice, { name: 'resting' }), space },
        uid: ref.uid,
        resourceVersion: '1',
      }),
    stop: () => stopWorkload(actor, { ...ref, space }),
    start: () => startWorkload(actor, { ...ref, space }),
    restart: () => restartWorkload(actor, { ...ref, space }),
    restarts: () => restartWorkloads(actor, space, [ref]),
    run: () => runWorkload(actor, { ...ref, space }),
    delete: () => deleteWorkload(actor, { ...ref, space }),
  })
  const codesOf = async (actor: Actor, space: SpaceId) => {
    const entries = Object.entries(attempts(actor, space))
    return Object.fromEntries(
      await Promise.all(entries.map(async ([verb, attempt]) => [verb, (await tellRefusal(attempt())).code])),
    )
  }
  const all = (code: string) =>
    Object.fromEntries(Object.keys(attempts(bob.actor, alice.space)).map((verb) => [verb, code]))
  expect(await codesOf(bob.actor, alice.space)).toEqual(all('NOT_FOUND'))
  const viewer: Actor = { ...bob.actor, groups: new Map([['ours', 'viewer']]) }
  expect(await codesOf(viewer, 'g/ours')).toEqual(all('FORBIDDEN'))
  // An administrator looks after spaces: he stops and deletes, and starts nothing.
  const admin: Actor = { ...bob.actor, isAdmin: true }
  const { launch, update, start, restart, restarts, run: again } = attempts(admin, alice.space)
  for (const attempt of [launch, update, start, restart, restarts, again]) {
    expect((await tellRefusal(attempt())).code).toBe('FORBIDDEN')
  }
  expect(await getOfKind(alice, 'Deployment', 'resting')).toMatchObject({
    metadata: { uid: ref.uid },
    spec: { replicas: 0 },
  })
  expect(await stopWorkload(admin, ref)).toMatchObject({ name: 'resting' })
  expect(await deleteWorkload(admin, ref)).toEqual({ name: 'resting' })
})
