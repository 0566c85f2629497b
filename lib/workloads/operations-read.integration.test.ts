import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { closeLive, getHub } from '#lib/http/live/live.ts'
import { createBodySink } from '#lib/http/live/stream-sink.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { foundGroup, removeGroup, removePeople, welcomePerson } from '#lib/spaces/testing/people.ts'
import type { Person, Place } from '#lib/spaces/testing/people.ts'
import { stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { catchRefusal } from '#cluster/testing/refusals.ts'
import { getDeletePreview } from './operations-delete-preview.ts'
import { getEditForm } from './operations-form.ts'
import { previewLaunch } from './operations-preview.ts'
import { getWorkload, listUsers } from './operations.ts'
import { toFields } from './testing/launch-form.ts'
import { launchObjects } from './testing/launch-objects.ts'
import { becomeLaunchingPortal } from './testing/launch-stage.ts'
import { listSeen, waitForWorkload } from './testing/seen-workloads.ts'
import { readExplanation } from './testing/sentences.ts'
import { expectSecretsHidden, WEB_WITH_SECRET } from './testing/web-with-secret.ts'

const run = randomBytes(3).toString('hex')
const groupId = `team-${run}`

let alice: Person
let bob: Person
let team: Place
let owner: Actor
let viewer: Actor
let admin: Actor

beforeAll(async () => {
  await becomeLaunchingPortal()
  ;[alice, bob] = await Promise.all([
    welcomePerson(`alice-${run}`, { memory: '1Gi', pods: 5 }),
    welcomePerson(`bob-${run}`),
  ])
  const members = [
    { uid: alice.actor.uid, role: 'owner' },
    { uid: bob.actor.uid, role: 'viewer' },
  ]
  team = await foundGroup(groupId, { members, volumes: [{ name: 'data', size: '300Mi' }] })
  owner = { ...alice.actor, groups: new Map([[groupId, 'owner']]) }
  viewer = { ...bob.actor, groups: new Map([[groupId, 'viewer']]) }
  admin = { ...bob.actor, uid: 'admin', username: `admin-${run}`, isAdmin: true }
})

afterAll(async () => {
  closeLive()
  await removePeople([alice, bob])
  await removeGroup(team)
  stopCaches()
})

test('a service is shown as it comes up, with everything around it, and nothing of its secret', async () => {
  const given = toFields(alice.space, WEB_WITH_SECRET)
  await launchObjects(alice.namespace, given)
  const listed = await waitForWorkload(alice, 'web', ({ explanation }) => explanation.state === 'running')
  expect(listed).toMatchObject({ kind: 'service', isManaged: true, replicas: { wanted: 1, ready: 1, updated: 1 } })
  expect(listed.web?.host).toMatch(/^web-[a-z2-7]{10}\.apps\.localhost:8080$/)
  const scope = authorize(alice.actor, 'workload.read', alice.space)
  // Deployments and pods are watched apart, so that one may be a moment ahead.
  const details = await waitFor('its pod to be known as ready', async () => {
    const found = await getWorkload(scope, { kind: 'service', name: 'web' })
    return found?.pods[0]?.isReady && found
  })
  expect(details).toMatchObject({
    pods: [{ phase: 'Running', isReady: true, restarts: 0 }],
    rollouts: [{ revision: 1, isCurrent: true }],
    ports: [{ name: 'http', port: 8080 }],
    mounts: [{ source: 'config-map', object: 'web-files', path: '/config', isReadOnly: true }],
    environment: [
      { name: 'TOKEN', source: 'secret', value: null, object: 'web-env', key: 'TOKEN' },
      { name: 'GREETING', source: 'value', value: 'hello' },
    ],
  })
  expect(details.steps.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'done'))
  expect(await getWorkload(scope, { kind: 'job', name: 'web' })).toBeNull()
  expect(listUsers(scope, { source: 'secret', object: 'web-env' })).toEqual([{ kind: 'service', name: 'web' }])
  expect(listUsers(scope, { source: 'config-map', object: 'web-env' })).toEqual([])

  const form = await getEditForm(scope, { kind: 'service', name: 'web' })
  expect(form).toMatchObject({
    unknown: [],
    handEdits: [],
    fields: { name: 'web', launchId: given.launchId, memory: '32Mi', web: { port: 8080 }, files: given.files },
  })
  expect(form?.fields.environment).toContainEqual(
    expect.objectContaining({ name: 'TOKEN', value: '', isSecret: true, isKept: true }),
  )
  const going = await getDeletePreview(authorize(alice.actor, 'workload.delete', alice.space), listed)
  expect(going?.goes.map(({ kind }) => kind).toSorted()).toEqual([
    'ConfigMap',
    'Deployment',
    'NetworkPolicy',
    'Pod',
    'Secret',
    'Service',
  ])
  expect(going?.stays).toEqual([])
  expectSecretsHidden([listed, details, form, going])
})

/** What is heard on the stream of somebody's space; the same session as in the page. */
function listen({ actor, space }: Person) {
  const { sink, body } = createBodySink()
  const endsAtMs = Date.now() + 60_000
  getHub().open({ userUid: actor.uid, spaces: [space], isAdmin: false, since: null, endsAtMs }, sink)
  const reader = body.getReader()
  onTestFinished(() => reader.cancel())
  const decoder = new TextDecoder()
  let heard = ''
  return (isThere: (text: string) => boolean) =>
    waitFor('the news', async () => {
      const { value } = await reader.read()
      heard += decoder.decode(value, { stream: true })
      return isThere(heard) && heard
    })
}

test('what somebody changes is on the stream of the space, under the kind and the name', async () => {
  listSeen(alice)
  const waitForNews = listen(alice)
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: alice.namespace, name: 'web' }
  await patchObject(client, { ...ref, name: 'web' }, { patch: { spec: { replicas: 0 } } })
  await waitForNews((text) => /"kind":"workloads","key":"service\/web","item":\{.*"state":"stopped"/.test(text))
  await patchObject(client, ref, { patch: { spec: { replicas: 1 } } })
  const made = await launchObjects(alice.namespace, toFields(alice.space, { name: 'passing' }))
  await waitForNews((text) => text.includes('"key":"service/passing","item":{'))
  await deleteObject(client, { ...ref, name: 'passing' }, { uid: made.metadata.uid })
  expectSecretsHidden(await waitForNews((text) => text.includes('"key":"service/passing","item":null')))
})

test('who has the list from another replica is told all the same', async () => {
  const waitForNews = listen(bob)
  const made = await launchObjects(
    bob.namespace,
    toFields(bob.space, { name: 'elsewhere', image: 'localhost:1/none:1', pullPolicy: 'Never' }),
  )
  const news = await waitForNews((text) => /"key":"service\/elsewhere".*"reason":"image-not-on-node"/.test(text))
  expect(news).toContain('"kind":"workloads"')
  await deleteObject(
    client,
    { apiVersion: 'apps/v1', kind: 'Deployment', namespace: bob.namespace, name: 'elsewhere' },
    { uid: made.metadata.uid },
  )
})

test('reasons that stand only in events are known to the list', async () => {
  // A Job has no condition for pods that the quota refuses.
  await launchObjects(alice.namespace, toFields(alice.space, { kind: 'job', name: 'huge', memory: '2Gi' }))
  const refused = await waitForWorkload(alice, 'huge', ({ explanation }) => explanation.reason === 'quota-exceeded')
  expect(refused.explanation.evidence).toMatchObject([{ source: 'event', code: 'FailedCreate' }])
  expect(readExplanation(refused.explanation).join()).not.toBe('')
  await deleteObject(client, { apiVersion: 'batch/v1', kind: 'Job', namespace: alice.namespace, name: 'huge' })
  await waitFor('it to go', async () => listSeen(alice).every(({ kind }) => kind !== 'job'))
})

test('what programs say is for those who may read their logs', async () => {
  const words = `said-${run}`
  const script = `echo ${words}; exit 3`
  const given = toFields(team.space, {
    kind: 'job',
    name: 'talker',
    command: ['sh', '-c', script],
    retries: 0,
    environment: [{ source: 'value', name: 'PLAIN', value: 'for-members' }],
  })
  await launchObjects(team.namespace, given)
  const person = { actor: owner, ...team }
  const { explanation } = await waitForWorkload(person, 'talker', (one) => one.explanation.state === 'failed')
  expect(explanation.parameters).toMatchObject({ exitCode: 3 })
  expect(JSON.stringify(listSeen({ actor: owner, space: team.space }))).not.toContain(words)
  const read = (actor: Actor) =>
    getWorkload(authorize(actor, 'workload.read', team.space), { kind: 'job', name: 'talker' })
  for (const actor of [owner, viewer]) {
    const shown = await read(actor)
    expect(shown?.explanation.evidence.map(({ text }) => text).join()).toContain(words)
    expect(shown?.environment).toMatchObject([{ name: 'PLAIN', value: 'for-members' }])
  }
  const forAdmin = await read(admin)
  expect(forAdmin?.explanation).toMatchObject({ state: 'failed', reason: explanation.reason })
  expect(forAdmin?.environment).toMatchObject([{ name: 'PLAIN', value: null }])
  expect(JSON.stringify([forAdmin?.explanation, forAdmin?.environment])).not.toMatch(new RegExp(`${words}|for-members`))
})

test('who has no right to it learns nothing', async () => {
  const mine = toFields(alice.space)
  const strange: (() => unknown)[] = [
    () => listSeen({ actor: bob.actor, space: alice.space }),
    () => previewLaunch(bob.actor, { space: alice.space, fields: mine, editUid: null }),
    // The space of the address counts, and not the one in the form.
    () => previewLaunch(bob.actor, { space: alice.space, fields: toFields(bob.space), editUid: null }),
    () => authorize(bob.actor, 'workload.update', alice.space),
    () => listSeen({ actor: bob.actor, space: 'u/nobody-at-all' }),
  ]
  for (const attempt of strange) expect((await catchRefusal(attempt)).code).toBe('NOT_FOUND')
  const limited: (() => unknown)[] = [
    () => previewLaunch(viewer, { space: team.space, fields: toFields(team.space), editUid: null }),
    () => authorize(viewer, 'workload.create', team.space),
    () => authorize(viewer, 'workload.delete', team.space),
    () => previewLaunch(admin, { space: alice.space, fields: mine, editUid: null }),
    () => authorize(admin, 'workload.logs', alice.space),
    () => authorize(admin, 'secret.list', alice.space),
  ]
  for (const attempt of limited) expect((await catchRefusal(attempt)).code).toBe('FORBIDDEN')
  expect(listSeen({ actor: viewer, space: team.space }).map(({ name }) => name)).toEqual(['talker'])
  expect(listSeen({ actor: admin, space: alice.space }).map(({ name }) => name)).toContain('web')
  // A form for another space is read as one for this space.
  const own = await previewLaunch(bob.actor, { space: bob.space, fields: mine, editUid: null })
  expect(own.yaml).toContain(`namespace: ${bob.namespace}`)
  expect(own.yaml).not.toContain(alice.namespace)
})

test('a workload that Moorage did not make is shown as what it is', async () => {
  const spec = (await requireObject(client, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: alice.namespace,
    name: 'web',
  })) as KubeObject & { spec: { template: { spec: object } } }
  await createObject(client, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'by-hand', namespace: alice.namespace },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'by-hand' } },
      template: { metadata: { labels: { app: 'by-hand' } }, spec: spec.spec.template.spec },
    },
  })
  const shown = await waitForWorkload(alice, 'by-hand', () => true)
  expect(shown).toMatchObject({ isManaged: false, launchId: null, web: null })
})
