import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { usersKind } from '#lib/auth/cached-kinds.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { toUserRecord } from '#lib/auth/user-record.ts'
import { AppError } from '#lib/errors.ts'
import { listCachedKinds } from '#lib/kube/cache.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, listObjects, patchObject } from '#lib/kube/verbs.ts'
import { readQuota } from '#lib/quota/operations.ts'
import { ensureUserSpace } from '#lib/spaces/operations.ts'
import { watchTemplates } from '#lib/templates/operations.ts'
import { client, kubectl, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { getOfKind, listOfWorkload } from '#cluster/testing/workload-objects.ts'
import { deleteWorkload } from './operations-delete.ts'
import { getEditForm } from './operations-form.ts'
import { launchWorkload } from './operations-launch.ts'
import { runWorkload } from './operations-run.ts'
import { updateWorkload } from './operations-update.ts'
import { restartWorkload, restartWorkloads, startWorkload, stopWorkload } from './operations-verbs.ts'
import { listWorkloads } from './operations.ts'
import { updateWorkloadSchema } from './schema-update.ts'
import type { Workload, WorkloadKind } from './schema.ts'
import { FILES, fillForm, PORTS, SECRET, SERVER, TEMPLATE_CONTENT, WHOLE } from './testing/launch-form.ts'
import type { Changes } from './testing/launch-form.ts'
import { TOOLBOX } from './testing/live-case.ts'
import { shell } from './testing/live-programs.ts'

const run = randomBytes(3).toString('hex')
const TEMPLATE = `test-${run}`

interface Person {
  actor: Actor
  space: SpaceId
  namespace: string
}

let alice: Person
let bob: Person
let job: Workload

const JOB = { kind: 'job', name: 'backup', command: shell('test "$TOKEN" = hidden'), environment: [SECRET] }

beforeAll(async () => {
  await becomePortal({
    MOORAGE_VOLUME_SIZE: '100Mi',
    MOORAGE_APPS_DOMAIN: 'apps.localhost:8080',
    MOORAGE_GATEWAY_SECRET: randomBytes(32).toString('hex'),
  })
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: TEMPLATE, namespace: 'moorage', labels: { 'moorage.dev/template': '' } },
    data: { 'template.yaml': JSON.stringify(TEMPLATE_CONTENT) },
  })
  watchTemplates()
  for (const kind of listCachedKinds()) kind.start()
  await Promise.all(listCachedKinds().map((kind) => kind.synced))
  ;[alice, bob] = await Promise.all([welcome(`alice-${run}`), welcome(`bob-${run}`)])
  // What takes its time runs by when it is needed.
  await launchWorkload(alice.actor, fill(alice, { ...WHOLE, command: SERVER }))
  job = await launchWorkload(bob.actor, fill(bob, JOB))
})

afterAll(async () => {
  await deleteObject(client, { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'moorage', name: TEMPLATE })
  for (const { actor, namespace } of [alice, bob]) {
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
    await deleteObject(client, { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', name: actor.username })
  }
  for (const kind of listCachedKinds()) kind.stop()
})

async function welcome(username: string): Promise<Person> {
  const made = await createObject(client, {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'User',
    metadata: { name: username },
    spec: { username, issuer: 'https://id.example.org', subject: `subject-${username}`, quota: { pods: 12 } },
  })
  const user = toUserRecord(made)
  const { namespace } = await ensureUserSpace(user)
  await usersKind.waitFor(user.resourceVersion, 5000)
  const actor: Actor = {
    uid: user.uid,
    username,
    displayName: username,
    isAdmin: false,
    sid: 'one',
    groups: new Map(),
  }
  await waitFor('the quota to be counted', async () => readQuota(namespace).isComplete)
  return { actor, space: `u/${username}`, namespace }
}

const fill = ({ space }: Person, changes?: Changes) => fillForm(space, changes)
const listOf = ({ namespace }: Person, name: string) => listOfWorkload(namespace, name)
const get = ({ namespace }: Person, kind: string, name: string) => getOfKind(namespace, kind, name)

function toRef({ space }: Person, { kind, name, uid }: Pick<Workload, 'kind' | 'name' | 'uid'>) {
  return { space, kind, name, uid }
}

async function catchError(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw error
}

async function tell(promise: Promise<unknown>) {
  const { code, messageKey, fields } = await catchError(promise)
  return {
    code,
    messageKey,
    fields: Object.fromEntries(Object.entries(fields).map(([at, one]) => [at, one.messageKey])),
  }
}

function waitForState({ actor, space }: Person, name: string, state: string): Promise<Workload> {
  return waitFor(`${name} to be ${state}`, async () =>
    listWorkloads(authorize(actor, 'workload.read', space)).find(
      (one) => one.name === name && one.explanation.state === state,
    ),
  )
}

async function findPod(person: Person, name: string, not?: string): Promise<string> {
  return waitFor('a pod that is ready', async () => {
    const labelSelector = `moorage.dev/workload=${name}`
    const pods = await listObjects(client, {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: person.namespace,
      labelSelector,
    })
    const isReady = ({ status, metadata }: KubeObject) =>
      metadata.name !== not &&
      metadata.deletionTimestamp === undefined &&
      (status as { conditions?: { type: string; status: string }[] }).conditions?.some(
        (one) => one.type === 'Ready' && one.status === 'True',
      )
    return pods.find(isReady)?.metadata.name
  })
}

async function openForm(person: Person, { kind, name }: { kind: WorkloadKind; name: string }) {
  const form = await getEditForm(authorize(person.actor, 'workload.update', person.space), { kind, name })
  if (!form) throw new Error(`There is no form of ${name}`)
  return {
    ...form,
    save: (changes: Changes) => {
      const { uid, resourceVersion, fields } = form
      return updateWorkload(
        person.actor,
        updateWorkloadSchema.parse({ uid, resourceVersion, fields: { ...fields, ...changes } }),
      )
    },
  }
}

test('an edit adds, changes and removes what belongs to a workload, and keeps the secrets that stay', async () => {
  const { uid } = await launchWorkload(alice.actor, fill(alice, { ...WHOLE, name: 'edited', replicas: 0 }))
  const first = await openForm(alice, { kind: 'service', name: 'edited' })
  expect(first).toMatchObject({
    uid,
    unknown: [],
    fields: { environment: [{ name: 'TOKEN', value: '', isKept: true }] },
  })
  const other = { ...SECRET, name: 'OTHER', value: 'new' }
  await first.save({ environment: [...(first.fields.environment ?? []), other], cpu: '60m' })
  const secret = await get(alice, 'Secret', 'edited-env')
  const decode = (text: string) => Buffer.from(text, 'base64').toString()
  expect(Object.entries(secret?.data as object).map(([name, value]) => [name, decode(String(value))])).toEqual([
    ['OTHER', 'new'],
    ['TOKEN', 'hidden'],
  ])
  // New values are read by a program that starts, so it was told to.
  const restarted = (await get(alice, 'Deployment', 'edited')) as KubeObject & { spec: { template: KubeObject } }
  expect(restarted.spec.template.metadata.annotations).toHaveProperty(['moorage.dev/restarted-at'])
  expect(restarted.spec.template.spec).toMatchObject({ containers: [{ resources: { limits: { cpu: '60m' } } }] })

  // The second tab was opened before the first one saved.
  expect(await tell(first.save({ cpu: '70m' }))).toMatchObject({
    code: 'CONFLICT',
    messageKey: 'workloads.changedSince',
  })

  const second = await openForm(alice, { kind: 'service', name: 'edited' })
  await second.save({ files: [], environment: [], ports: [], web: null, probe: { check: 'none' } })
  expect(await listOf(alice, 'edited')).toEqual(['Deployment/edited'])
  expect((await get(alice, 'Deployment', 'edited'))?.metadata.annotations).not.toHaveProperty(['moorage.dev/web-port'])
  const third = await openForm(alice, { kind: 'service', name: 'edited' })
  // Two pods cannot have the disk, so that the new one waits for the old one's end.
  const mounts = [{ source: 'volume', object: `user-${alice.actor.username}-disk`, path: '/data' }]
  await third.save({ ...WHOLE, mounts })
  expect((await get(alice, 'Deployment', 'edited'))?.spec).toMatchObject({ strategy: { type: 'Recreate' } })
  expect(await listOf(alice, 'edited')).toHaveLength(5)
  expect((await get(alice, 'Service', 'edited'))?.metadata.ownerReferences?.[0]?.uid).toBe(uid)

  // What Moorage noted besides the form stays, and so does the number of replicas that it goes back to.
  const noted = { 'moorage.dev/replicas': '3', 'moorage.dev/kept-until': '2030-01-01T00:00:00Z' }
  await kubectl([
    'annotate',
    '-n',
    alice.namespace,
    'deployment/edited',
    '--overwrite',
    ...Object.entries(noted).map((one) => one.join('=')),
  ])
  await (await openForm(alice, { kind: 'service', name: 'edited' })).save({ cpu: '80m' })
  expect((await get(alice, 'Deployment', 'edited'))?.metadata.annotations).toMatchObject(noted)
})

test('what keeps failing is mended with the form that was opened while it failed', async () => {
  await launchWorkload(alice.actor, fill(alice, { name: 'failing', command: ['false'] }))
  const form = await openForm(alice, { kind: 'service', name: 'failing' })
  const opened = await get(alice, 'Deployment', 'failing')
  await waitFor('its pod to come and go', async () => {
    const now = await get(alice, 'Deployment', 'failing')
    return now?.metadata.resourceVersion !== opened?.metadata.resourceVersion
  })
  await form.save({ command: fill(alice).command })
  await waitForState(alice, 'failing', 'running')
  expect(await get(alice, 'Deployment', 'failing')).toMatchObject({
    spec: { template: { spec: { containers: [{ command: fill(alice).command }] } } },
  })
})

test('what somebody set by hand is shown and not overwritten', async () => {
  await launchWorkload(alice.actor, fill(alice, { name: 'by-hand', replicas: 0, ports: PORTS, files: FILES }))
  const set = (...args: string[]) => kubectl(['-n', alice.namespace, ...args])
  await set('set', 'image', 'deployment/by-hand', 'by-hand=moorage.dev/toolbox:other')
  const form = await openForm(alice, { kind: 'service', name: 'by-hand' })
  expect(form).toMatchObject({ fields: { image: 'moorage.dev/toolbox:other' } })
  expect(form.handEdits.length).toBeGreaterThan(0)
  const refused = await catchError(form.save({ image: 'moorage.dev/toolbox:mine', cpu: '70m' }))
  expect([refused.code, refused.messageKey]).toEqual(['CONFLICT', 'workloads.handEdits'])
  expect(refused.fields).toMatchObject({ image: { params: { manager: 'kubectl-set' } } })
  expect(refused.details.conflicts).toMatchObject([{ kind: 'Deployment', manager: 'kubectl-set', field: 'image' }])
  const live = (await get(alice, 'Deployment', 'by-hand')) as KubeObject & { spec: { template: KubeObject } }
  const container = { image: 'moorage.dev/toolbox:other', resources: { limits: { cpu: '50m' } } }
  expect(live.spec.template.spec).toMatchObject({ containers: [container] })

  // Everything else can be changed beside it.
  await form.save({ cpu: '70m' })
  expect(await get(alice, 'Deployment', 'by-hand')).toMatchObject({
    spec: { template: { spec: { containers: [{ ...container, resources: { limits: { cpu: '70m' } } }] } } },
  })

  await set('set', 'env', 'deployment/by-hand', 'EXTRA=1')
  const next = await openForm(alice, { kind: 'service', name: 'by-hand' })
  expect(next.fields.environment).toMatchObject([{ name: 'EXTRA', value: '1' }])
  expect((await catchError(next.save({ environment: [] }))).fields).toMatchObject({
    environment: { params: { manager: 'kubectl-set' } },
  })
  expect(await get(alice, 'Deployment', 'by-hand')).toMatchObject({
    spec: { template: { spec: { containers: [{ env: [{ name: 'EXTRA', value: '1' }] }] } } },
  })
  await set('patch', 'configmap/by-hand-files', '--type=merge', '-p', '{"data":{"motd":"by hand"}}')
  const files = await openForm(alice, { kind: 'service', name: 'by-hand' })
  expect((await tell(files.save({ files: [{ name: 'motd', text: 'mine' }] }))).messageKey).toBe('workloads.handEdits')
  expect(await tell(next.save({ cpu: '60m' }))).toMatchObject({ messageKey: 'workloads.changedSince' })
})

const fillTemplate = ({ actor }: Person) => ({
  name: 'from-template',
  template: TEMPLATE,
  cpu: '100m',
  mounts: [{ source: 'volume', object: `user-${actor.username}-disk`, path: '/data' }],
})

test('an edit is held to the template as it stands in the cluster, not to what the form says of it', async () => {
  await launchWorkload(alice.actor, fill(alice, { ...fillTemplate(alice), replicas: 0 }))
  const form = await openForm(alice, { kind: 'service', name: 'from-template' })
  expect(await tell(form.save({ template: null, image: 'example.org/other:1' }))).toMatchObject({
    fields: { image: 'workloads.findings.template-fixed' },
  })
  await form.save({ template: null, environment: [{ source: 'value', name: 'A', value: 'b' }] })
  expect((await get(alice, 'Deployment', 'from-template'))?.metadata.annotations).toMatchObject({
    'moorage.dev/from-template': TEMPLATE,
  })
})

test('a service is stopped, goes back to as many replicas, is restarted, and leaves nothing behind', async () => {
  const person = alice
  const web = await waitForState(person, 'web', 'running')
  const ref = toRef(person, web)
  await kubectl(['-n', person.namespace, 'scale', 'deployment/web', '--replicas=2'])
  expect(await stopWorkload(person.actor, ref)).toMatchObject({ replicas: { wanted: 0 } })
  expect((await get(person, 'Deployment', 'web'))?.metadata.annotations).toMatchObject({ 'moorage.dev/replicas': '2' })
  expect(await stopWorkload(person.actor, ref)).toMatchObject({ replicas: { wanted: 0 } })
  expect(await startWorkload(person.actor, ref)).toMatchObject({ replicas: { wanted: 2 } })
  const before = await findPod(person, 'web')
  await restartWorkload(person.actor, ref)
  expect(await findPod(person, 'web', before)).not.toBe(before)
  const stopped = (await get(person, 'Deployment', 'edited'))!.metadata.uid ?? ''
  expect(
    await restartWorkloads(person.actor, person.space, [
      { kind: 'service', name: 'web', uid: web.uid },
      { kind: 'service', name: 'edited', uid: stopped },
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
  expect((await tell(deleteWorkload(person.actor, { ...ref, uid: randomUUID() }))).messageKey).toBe(
    'workloads.replaced',
  )
  expect(await deleteWorkload(person.actor, ref)).toEqual({ name: 'web' })
  // The second click finds it on its way, or gone.
  const twice = await deleteWorkload(person.actor, ref).catch(({ code }: AppError) => code)
  expect(['NOT_FOUND', { name: 'web' }]).toContainEqual(twice)
  await waitFor('it to be gone', async () => (await listOf(person, 'web')).length === 0)
  expect((await tell(deleteWorkload(person.actor, ref))).messageKey).toBe('workloads.gone')

  // Its name is free as soon as it is gone, whatever the cluster has still to clear away.
  const next = { ...WHOLE, name: 'short-lived', replicas: 0 }
  for (let round = 0; round < 2; round += 1) {
    const one = await waitFor('the name to be free', () => launchWorkload(person.actor, fill(person, next)))
    await deleteWorkload(person.actor, toRef(person, one))
    await waitFor('it to be gone', async () => (await get(person, 'Deployment', 'short-lived')) === null)
  }
  expect(await get(person, 'Deployment', 'edited')).not.toBeNull()
})

test('jobs run, run again beside the one that ended, and by their schedule or at once', async () => {
  const ref = toRef(bob, job)
  const nightly = { ...JOB, kind: 'scheduled-job', name: 'nightly', schedule: '0 3 * * *' }
  const scheduled = await launchWorkload(bob.actor, fill(bob, nightly))
  const scheduledRef = toRef(bob, scheduled)
  const clicks = await Promise.allSettled([runWorkload(bob.actor, scheduledRef), runWorkload(bob.actor, scheduledRef)])
  expect(clicks.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
  expect((await tell(runWorkload(bob.actor, scheduledRef))).messageKey).toBe('workloads.runsAlready')
  const runs = (await listOf(bob, 'nightly')).filter((one) => one.startsWith('Job/'))
  expect(runs).toHaveLength(1)
  expect(await get(bob, 'Job', runs[0]!.slice('Job/'.length))).toMatchObject({
    metadata: { ownerReferences: [{ kind: 'CronJob', uid: scheduled.uid, controller: true }] },
  })
  await stopWorkload(bob.actor, scheduledRef)
  expect(await get(bob, 'CronJob', 'nightly')).toMatchObject({ spec: { suspend: true } })
  await startWorkload(bob.actor, scheduledRef)
  const edit = await openForm(bob, { kind: 'scheduled-job', name: 'nightly' })
  await edit.save({ schedule: '0 4 * * *' })
  expect(await get(bob, 'CronJob', 'nightly')).toMatchObject({ spec: { suspend: false, schedule: '0 4 * * *' } })

  await waitForState(bob, 'backup', 'completed')
  expect((await tell(stopWorkload(bob.actor, ref))).messageKey).toBe('workloads.jobEnded')
  expect((await tell(restartWorkload(bob.actor, ref))).messageKey).toBe('workloads.restartForServices')
  expect(
    (await tell(updateWorkload(bob.actor, { fields: fill(bob, JOB), uid: ref.uid, resourceVersion: '1' }))).messageKey,
  ).toBe('workloads.jobUnchangeable')
  const again = await runWorkload(bob.actor, ref)
  expect(again).toMatchObject({ kind: 'job', name: 'backup-2' })
  // The program ends well only with the secret of the first one, which nobody could tell the second one.
  await waitForState(bob, 'backup-2', 'completed')
  await waitFor('the run to succeed', async () => {
    const ended = (await get(bob, 'Job', runs[0]!.slice('Job/'.length))) as KubeObject & {
      status: { succeeded?: number }
    }
    return ended.status.succeeded === 1
  })
  for (const one of [ref, toRef(bob, again), scheduledRef]) await deleteWorkload(bob.actor, one)
  for (const name of ['backup', 'backup-2', 'nightly']) {
    await waitFor(`${name} to be gone`, async () => (await listOf(bob, name)).length === 0)
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
  const { metadata } = (await get(alice, 'Deployment', 'foreign'))!
  const ref = { space: alice.space, kind: 'service' as const, name: 'foreign', uid: metadata.uid ?? '' }
  const fields = fill(alice, { name: 'foreign' })
  const attempts = [
    () => stopWorkload(alice.actor, ref),
    () => startWorkload(alice.actor, ref),
    () => restartWorkload(alice.actor, ref),
    () => runWorkload(alice.actor, ref),
    () => deleteWorkload(alice.actor, ref),
    () => updateWorkload(alice.actor, { fields, uid: ref.uid, resourceVersion: metadata.resourceVersion ?? '' }),
  ]
  for (const attempt of attempts) expect((await tell(attempt())).messageKey).toBe('workloads.notOurs')
  expect((await tell(launchWorkload(alice.actor, fields))).code).toBe('CONFLICT')
  expect(await get(alice, 'Deployment', 'foreign')).toMatchObject({
    metadata: { generation: 1, labels: metadata.labels },
  })
})

test('nobody changes anything in a space where that is not theirs to do', async () => {
  const { metadata } = (await get(alice, 'Deployment', 'edited'))!
  const ref = { space: alice.space, kind: 'service' as const, name: 'edited', uid: metadata.uid ?? '' }
  const attempts = (actor: Actor, space: SpaceId) => ({
    launch: () => launchWorkload(actor, { ...fill(alice, { name: 'intruder' }), space }),
    update: () =>
      updateWorkload(actor, {
        fields: { ...fill(alice, { name: 'edited' }), space },
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
      await Promise.all(entries.map(async ([verb, attempt]) => [verb, (await tell(attempt())).code])),
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
    expect((await tell(attempt())).code).toBe('FORBIDDEN')
  }
  expect(await get(alice, 'Deployment', 'edited')).toMatchObject({ metadata: { uid: ref.uid }, spec: { replicas: 0 } })
  expect(await stopWorkload(admin, ref)).toMatchObject({ name: 'edited' })
  expect(await deleteWorkload(admin, ref)).toEqual({ name: 'edited' })
})
