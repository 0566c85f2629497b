import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize, requireAdmin } from '#lib/auth/authorize.ts'
import { groupsKind, usersKind } from '#lib/auth/cached-kinds.ts'
import { toGroupRecord } from '#lib/auth/group-record.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { toUserRecord } from '#lib/auth/user-record.ts'
import { AppError } from '#lib/errors.ts'
import { closeLive, getHub } from '#lib/http/live/live.ts'
import { createBodySink } from '#lib/http/live/stream-sink.ts'
import { listCachedKinds } from '#lib/kube/cache.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, listObjects, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { readQuota } from '#lib/quota/operations.ts'
import { ensureGroupSpace, ensureUserSpace } from '#lib/spaces/operations.ts'
import { listTemplates, listUsableTemplates, watchTemplates } from '#lib/templates/operations.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { client, kubectl, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { buildLaunch } from './objects-launch.ts'
import { withOwner } from './objects-labels.ts'
import { getDeletePreview } from './operations-delete-preview.ts'
import { getEditForm } from './operations-form.ts'
import { forgetKeys } from './operations-keys.ts'
import { getLaunchOffer } from './operations-offer.ts'
import { previewLaunch } from './operations-preview.ts'
import { getWorkload, listUsers, listWorkloads } from './operations.ts'
import { launchSchema } from './schema-launch.ts'
import type { LaunchFields } from './schema-launch.ts'
import type { Finding, Workload } from './schema.ts'
import { readExplanation, readFinding } from './testing/sentences.ts'

const run = randomBytes(3).toString('hex')
const API = 'moorage.dev/v1alpha1'
const SECRET = `not-for-anybody-${run}`
const SECRETS = [SECRET, Buffer.from(SECRET).toString('base64')]

interface Person {
  actor: Actor
  space: SpaceId
  namespace: string
}

let alice: Person
let bob: Person
let team: { space: SpaceId; namespace: string }
let viewer: Actor
let admin: Actor

beforeAll(async () => {
  await becomePortal({
    MOORAGE_VOLUME_SIZE: '300Mi',
    MOORAGE_APPS_DOMAIN: 'apps.localhost:8080',
    MOORAGE_GATEWAY_SECRET: randomBytes(32).toString('hex'),
  })
  watchTemplates()
  for (const kind of listCachedKinds()) kind.start()
  await Promise.all(listCachedKinds().map((kind) => kind.synced))
  alice = await welcome(`alice-${run}`)
  bob = await welcome(`bob-${run}`)
  const id = `team-${run}`
  const members = [
    { uid: alice.actor.uid, role: 'owner' },
    { uid: bob.actor.uid, role: 'viewer' },
  ]
  const group = await createObject(client, {
    apiVersion: API,
    kind: 'Group',
    metadata: { name: id },
    spec: { displayName: 'Team', members, volumes: [{ name: 'data', size: '300Mi' }] },
  })
  const { namespace } = await ensureGroupSpace(toGroupRecord(group))
  await groupsKind.waitFor(group.metadata.resourceVersion ?? '', 5000)
  team = { space: `g/${id}`, namespace }
  viewer = { ...bob.actor, groups: new Map([[id, 'viewer']]) }
  admin = { ...bob.actor, uid: 'admin', username: `admin-${run}`, isAdmin: true }
})

afterAll(async () => {
  closeLive()
  for (const namespace of [alice, bob, team].filter(Boolean).map((one) => one.namespace)) {
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
  }
  for (const { actor } of [alice, bob].filter(Boolean)) {
    await deleteObject(client, { apiVersion: API, kind: 'User', name: actor.username })
  }
  await deleteObject(client, { apiVersion: API, kind: 'Group', name: `team-${run}` })
  for (const kind of listCachedKinds()) kind.stop()
})

async function welcome(username: string): Promise<Person> {
  const made = await createObject(client, {
    apiVersion: API,
    kind: 'User',
    metadata: { name: username },
    spec: {
      username,
      issuer: 'https://id.example.org',
      subject: `subject-${username}`,
      quota: { memory: '1Gi', pods: 5 },
    },
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
  return { actor, space: `u/${username}`, namespace }
}

function fields(space: SpaceId, changes: Record<string, unknown> = {}): LaunchFields {
  return {
    kind: 'service',
    space,
    name: 'web',
    launchId: randomUUID(),
    image: IMAGE_NAMES.toolbox,
    command: ['sh', '-c', 'trap exit TERM; while :; do sleep 0.2; done'],
    cpu: '50m',
    memory: '32Mi',
    pullPolicy: 'Never',
    ...changes,
  }
}

/** Made by an administrator, object by object, as a launch would. */
async function launch(namespace: string, given: LaunchFields): Promise<KubeObject> {
  const input = launchSchema.parse(given)
  const kind = namespace.startsWith('group') ? 'group' : 'user'
  const { config, workload, network } = buildLaunch(input, { namespace, kind, gatewayNamespace: NAMESPACE })
  for (const object of config) await createObject(client, object)
  const made = await createObject(client, workload)
  for (const object of network) await createObject(client, withOwner(object, made))
  return made
}

const list = (actor: Actor, space: SpaceId) => listWorkloads(authorize(actor, 'workload.read', space))

function waitForWorkload(person: Person, name: string, isWanted: (one: Workload) => boolean): Promise<Workload> {
  return waitFor(`${name} to be as wanted`, async () =>
    list(person.actor, person.space).find((one) => one.name === name && isWanted(one)),
  )
}

async function catchError(attempt: () => unknown): Promise<AppError> {
  try {
    await attempt()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

function preview(actor: Actor, given: LaunchFields, editUid: string | null = null) {
  return previewLaunch(actor, { space: given.space as SpaceId, fields: given, editUid })
}

function expectSecretsHidden(value: unknown): void {
  const text = JSON.stringify(value)
  for (const secret of SECRETS) expect(text).not.toContain(secret)
}

const codes = (findings: readonly Finding[]) => findings.map(({ code, level, field }) => `${level} ${code} ${field}`)

test('a service is shown as it comes up, with everything around it, and nothing of its secret', async () => {
  const given = fields(alice.space, {
    environment: [
      { source: 'value', name: 'TOKEN', value: SECRET, isSecret: true },
      { source: 'value', name: 'GREETING', value: 'hello' },
    ],
    files: [{ name: 'a.txt', text: 'a' }],
    ports: [{ name: 'http', port: 8080 }],
    web: { port: 8080 },
    probe: { check: 'none' },
  })
  await launch(alice.namespace, given)
  const listed = await waitForWorkload(alice, 'web', ({ explanation }) => explanation.state === 'running')
  expect(listed).toMatchObject({ kind: 'service', isManaged: true, replicas: { wanted: 1, ready: 1, updated: 1 } })
  expect(listed.web?.host).toMatch(/^web-[a-z2-7]{10}\.apps\.localhost:8080$/)
  const scope = authorize(alice.actor, 'workload.read', alice.space)
  const details = await getWorkload(scope, { kind: 'service', name: 'web' })
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
  expect(details?.steps.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'done'))
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
  list(alice.actor, alice.space)
  const waitForNews = listen(alice)
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: alice.namespace, name: 'web' }
  await patchObject(client, { ...ref, name: 'web' }, { patch: { spec: { replicas: 0 } } })
  await waitForNews((text) => /"kind":"workloads","key":"service\/web","item":\{.*"state":"stopped"/.test(text))
  await patchObject(client, ref, { patch: { spec: { replicas: 1 } } })
  const made = await launch(alice.namespace, fields(alice.space, { name: 'passing' }))
  await waitForNews((text) => text.includes('"key":"service/passing","item":{'))
  await deleteObject(client, { ...ref, name: 'passing' }, { uid: made.metadata.uid })
  expectSecretsHidden(await waitForNews((text) => text.includes('"key":"service/passing","item":null')))
})

test('who has the list from another replica is told all the same', async () => {
  const waitForNews = listen(bob)
  const made = await launch(bob.namespace, fields(bob.space, { name: 'elsewhere', image: 'localhost:1/none:1' }))
  const news = await waitForNews((text) => /"key":"service\/elsewhere".*"reason":"image-not-on-node"/.test(text))
  expect(news).toContain('"kind":"workloads"')
  await deleteObject(
    client,
    { apiVersion: 'apps/v1', kind: 'Deployment', namespace: bob.namespace, name: 'elsewhere' },
    { uid: made.metadata.uid },
  )
})

test('an edit counts only the difference, and tells of what was changed by hand', async () => {
  const scope = authorize(alice.actor, 'workload.update', alice.space)
  const form = (await getEditForm(scope, { kind: 'service', name: 'web' }))!
  const used = () => readQuota(alice.namespace).items.find(({ resource }) => resource === 'memory')?.used
  await waitFor('only this one to be counted', async () => used() === 32 * 1024 ** 2)
  // With what runs already, it would be too much; beside what it takes now, it is not.
  const larger = { ...form.fields, memory: '1000Mi', files: [] } as LaunchFields
  const seen = await preview(alice.actor, larger, form.uid)
  expect(codes(seen.findings).filter((code) => code.startsWith('refusal'))).toEqual([])
  expect(seen.objects).toContainEqual({ kind: 'ConfigMap', name: 'web-files', action: 'delete' })
  expect(seen.objects).toContainEqual({ kind: 'Deployment', name: 'web', action: 'update' })
  expectSecretsHidden(seen)
  expect((await catchError(() => preview(alice.actor, larger, 'another'))).code).toBe('CONFLICT')
  await kubectl(['-n', alice.namespace, 'set', 'env', 'deployment/web', 'BY_HAND=1'])
  const after = (await getEditForm(scope, { kind: 'service', name: 'web' }))!
  expect(after.handEdits).toContain('spec.template.spec.containers[web].env[BY_HAND].value')
  expect(after.resourceVersion).not.toBe(form.resourceVersion)
  const warned = await preview(alice.actor, larger, form.uid)
  expect(codes(warned.findings)).toContain('warning edited-by-hand null')
})

test('reasons that stand only in events are known to the list', async () => {
  // A Job has no condition for pods that the quota refuses.
  await launch(alice.namespace, fields(alice.space, { kind: 'job', name: 'huge', memory: '2Gi' }))
  const refused = await waitForWorkload(alice, 'huge', ({ explanation }) => explanation.reason === 'quota-exceeded')
  expect(refused.explanation.evidence).toMatchObject([{ source: 'event', code: 'FailedCreate' }])
  expect(readExplanation(refused.explanation).join()).not.toBe('')
  await deleteObject(client, { apiVersion: 'batch/v1', kind: 'Job', namespace: alice.namespace, name: 'huge' })
  await waitFor('it to go', async () => list(alice.actor, alice.space).every(({ kind }) => kind !== 'job'))
})

test('what programs say is for those who may read their logs', async () => {
  const words = `said-${run}`
  const script = `echo ${words}; exit 3`
  const given = fields(team.space, {
    kind: 'job',
    name: 'talker',
    command: ['sh', '-c', script],
    retries: 0,
    environment: [{ source: 'value', name: 'PLAIN', value: 'for-members' }],
  })
  await launch(team.namespace, given)
  const owner: Actor = { ...alice.actor, groups: new Map([[team.space.slice(2), 'owner']]) }
  const person = { actor: owner, ...team }
  const { explanation } = await waitForWorkload(person, 'talker', (one) => one.explanation.state === 'failed')
  expect(explanation.parameters).toMatchObject({ exitCode: 3 })
  expect(JSON.stringify(list(owner, team.space))).not.toContain(words)
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
  const mine = fields(alice.space)
  const strange: (() => unknown)[] = [
    () => list(bob.actor, alice.space),
    () => preview(bob.actor, mine),
    // The space of the address counts, and not the one in the form.
    () => previewLaunch(bob.actor, { space: alice.space, fields: fields(bob.space), editUid: null }),
    () => authorize(bob.actor, 'workload.update', alice.space),
    () => list(bob.actor, 'u/nobody-at-all'),
  ]
  for (const attempt of strange) expect((await catchError(attempt)).code).toBe('NOT_FOUND')
  const limited: (() => unknown)[] = [
    () => preview(viewer, fields(team.space)),
    () => authorize(viewer, 'workload.create', team.space),
    () => authorize(viewer, 'workload.delete', team.space),
    () => preview(admin, mine),
    () => authorize(admin, 'workload.logs', alice.space),
    () => authorize(admin, 'secret.list', alice.space),
  ]
  for (const attempt of limited) expect((await catchError(attempt)).code).toBe('FORBIDDEN')
  expect(list(viewer, team.space).map(({ name }) => name)).toEqual(['talker'])
  expect(list(admin, alice.space).map(({ name }) => name)).toContain('web')
  // A form for another space is read as one for this space.
  const own = await previewLaunch(bob.actor, { space: bob.space, fields: mine, editUid: null })
  expect(own.yaml).toContain(`namespace: ${bob.namespace}`)
  expect(own.yaml).not.toContain(alice.namespace)
})

test('a preview says what the cluster would say, and makes nothing', async () => {
  const count = async () =>
    (await listObjects(client, { apiVersion: 'apps/v1', kind: 'Deployment', namespace: alice.namespace })).length
  const before = await count()
  const see = async (changes: Record<string, unknown>) => {
    const seen = await preview(alice.actor, fields(alice.space, { name: 'new', ...changes }))
    expect(seen.isDryRun).toBe(true)
    // Each of them has its sentence in both languages.
    for (const finding of seen.findings) readFinding(finding)
    return codes(seen.findings)
  }
  expect(await see({})).toEqual([])
  expect(await see({ name: 'web' })).toEqual(['refusal name-taken name'])
  expect(await see({ memory: '2Gi' })).toContain('refusal quota memory')
  expect(await see({ memory: '2Gi' })).not.toContainEqual(expect.stringContaining('quota-refused'))
  expect(await see({ userId: 0 })).toEqual(['refusal root-not-allowed userId'])
  expect(await see({ mounts: [{ source: 'volume', object: 'nowhere', path: '/data' }] })).toEqual([
    'refusal volume-missing mounts.0.object',
  ])
  expect(await see({ template: 'no-such' })).toEqual(['refusal template-missing template'])
  expect(
    await see({ mounts: [{ source: 'secret', object: 'web-env', path: '/s' }], pullSecrets: ['nothing'] }),
  ).toEqual(['refusal pull-secret-missing pullSecrets.0'])
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'narrow', namespace: alice.namespace },
    spec: { limits: [{ type: 'Container', max: { memory: '128Mi' }, maxLimitRequestRatio: { cpu: '2' } }] },
  })
  expect(await see({ memory: '256Mi' })).toContain('refusal above-limit memory')
  // Only the cluster knows of this one.
  expect(await see({})).toEqual(['refusal dry-run-refused cpu'])
  await deleteObject(client, { apiVersion: 'v1', kind: 'LimitRange', namespace: alice.namespace, name: 'narrow' })
  expect(await count()).toBe(before)
  const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: alice.namespace })
  expect(pods.filter(({ metadata }) => metadata.name.endsWith('-preflight'))).toEqual([])
})

test('a preview lists what is made, and hides what is secret', async () => {
  const seen = await preview(
    alice.actor,
    fields(alice.space, {
      name: 'site',
      environment: [{ source: 'value', name: 'TOKEN', value: SECRET, isSecret: true }],
      ports: [{ name: 'http', port: 8080 }],
      web: { port: 8080 },
    }),
  )
  expect(seen.objects).toEqual(
    [
      ['Secret', 'site-env'],
      ['Deployment', 'site'],
      ['Service', 'site'],
      ['NetworkPolicy', 'site-web'],
    ].map(([kind, name]) => ({ kind, name, action: 'create' })),
  )
  expect(seen.kubectl).toContain('kubectl apply')
  expect(seen.quota).toContainEqual(expect.objectContaining({ resource: 'deployments', change: 1 }))
  expectSecretsHidden(seen)
  const wrong = await catchError(() => preview(alice.actor, fields(alice.space, { image: 'Not An Image', cpu: '-1' })))
  expect(Object.keys(wrong.fields).toSorted()).toEqual(['cpu', 'image'])
})

test('templates are those of Moorage’s own namespace; a wrong one is shown as wrong', async () => {
  const good = `
title: { en: Shell, zh-TW: 工具箱 }
description: { en: A shell., zh-TW: 一個命令列。 }
kind: service
name: web
sizes: [{ id: small, cpu: 50m, memory: 32Mi }]
fixed: [image]
defaults:
  image: ${IMAGE_NAMES.toolbox}
  mounts: [{ source: volume, object: '@own-disk', path: /data }]
`
  const build = (name: string, text: string, namespace = NAMESPACE): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { 'moorage.dev/template': '' } },
    data: { 'template.yaml': text },
  })
  const [right, wrong, foreign] = [`right-${run}`, `wrong-${run}`, `foreign-${run}`]
  const objects = [build(right, good), build(wrong, good.replace('kind: service', 'kind: demon'))]
  for (const object of [...objects, build(foreign, good, alice.namespace)]) await createObject(client, object)
  try {
    await waitFor('the templates', async () => listTemplates(requireAdmin(admin, 'read')).length >= 2)
    const all = listTemplates(requireAdmin(admin, 'read'))
    expect(all).toContainEqual({ state: 'wrong', id: wrong, problems: [expect.objectContaining({ path: 'kind' })] })
    expect(listUsableTemplates().map(({ id }) => id)).toContain(right)
    expect(JSON.stringify(all)).not.toContain(foreign)
    expect((await catchError(() => requireAdmin(alice.actor, 'read'))).code).toBe('NOT_FOUND')

    forgetKeys(alice.namespace)
    const offer = await getLaunchOffer(authorize(alice.actor, 'workload.create', alice.space), 'zh-TW')
    expect(offer.wrongTemplates).toBeGreaterThanOrEqual(1)
    expect(offer.templates.find(({ id }) => id === right)).toMatchObject({
      title: '工具箱',
      name: 'web-2',
      fixed: ['image'],
      defaults: { mounts: [{ source: 'volume', object: `user-${alice.actor.username}-disk`, path: '/data' }] },
    })
    expect(offer.volumes).toMatchObject([{ isPrimary: true, accessMode: 'ReadWriteOnce' }])
    expect(offer.configMaps.map(({ name }) => name)).toContain(foreign)
    // What belongs to a workload goes with it, and is nothing to rest on.
    expect(offer.secrets.map(({ name }) => name)).not.toContain('web-env')
    expectSecretsHidden(offer)

    const other = await preview(alice.actor, fields(alice.space, { name: 'other', template: right, image: 'other:1' }))
    expect(codes(other.findings)).toContain('refusal template-fixed image')
    const label = await preview(alice.actor, fields(alice.space, { name: 'other', template: foreign }))
    expect(codes(label.findings)).toContain('refusal template-missing template')
  } finally {
    for (const { metadata } of objects) {
      await deleteObject(client, { apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE, name: metadata.name })
    }
  }
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
