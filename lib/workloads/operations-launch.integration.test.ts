import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { usersKind } from '#lib/auth/cached-kinds.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { toUserRecord } from '#lib/auth/user-record.ts'
import { AppError } from '#lib/errors.ts'
import { runInScope } from '#lib/http/request-scope.ts'
import { listCachedKinds } from '#lib/kube/cache.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { onKubeRequest } from '#lib/kube/portal-client.ts'
import { createObject, deleteObject, getObject, listObjects, patchObject } from '#lib/kube/verbs.ts'
import { readQuota } from '#lib/quota/operations.ts'
import { ensureUserSpace } from '#lib/spaces/operations.ts'
import { watchTemplates } from '#lib/templates/operations.ts'
import { client, execInPod, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { getOfKind, listMadeForWorkload, listOfWorkload } from '#cluster/testing/workload-objects.ts'
import { launchWorkload } from './operations-launch.ts'
import { listWorkloads } from './operations.ts'
import type { Workload } from './schema.ts'
import { FILES, fillForm, PORTS, SECRET, SERVER, TEMPLATE_CONTENT, WHOLE } from './testing/launch-form.ts'
import type { Changes } from './testing/launch-form.ts'

const run = randomBytes(3).toString('hex')
const TEMPLATE = `test-${run}`

interface Person {
  actor: Actor
  space: SpaceId
  namespace: string
}

let alice: Person
let bob: Person

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
const listMade = ({ namespace }: Person, name: string) => listMadeForWorkload(namespace, name)
const listOf = ({ namespace }: Person, name: string) => listOfWorkload(namespace, name)
const get = ({ namespace }: Person, kind: string, name: string) => getOfKind(namespace, kind, name)

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

async function countWrites(work: () => Promise<unknown>): Promise<number> {
  let writes = 0
  const stop = onKubeRequest(({ verb, resource }) => {
    // What happened before is written down in a ConfigMap meanwhile.
    if (resource !== 'configmaps' && !['get', 'list', 'watch'].includes(verb)) writes += 1
  })
  await work().finally(stop)
  return writes
}

function waitForState({ actor, space }: Person, name: string, state: string): Promise<Workload> {
  return waitFor(`${name} to be ${state}`, async () =>
    listWorkloads(authorize(actor, 'workload.read', space)).find(
      (one) => one.name === name && one.explanation.state === state,
    ),
  )
}

async function findPod({ namespace }: Person, name: string): Promise<string> {
  const labelSelector = `moorage.dev/workload=${name}`
  const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector })
  return pods[0]?.metadata.name ?? ''
}

/** What a text may hold that means something to a shell, to YAML or to Kubernetes. */
const HOSTILE = {
  LINES: 'a\n---\napiVersion: v1\nkind: Pod\n',
  SHELL: '$(id) `id` ; rm -rf / && "\' | $HOME $$ $(TOKEN) ${TOKEN}',
  WORDS: 'zażółć 繁體中文 \u202e 🙂',
  constructor: '{"a": [*b, !!js/function x]}',
}

test('a launch makes everything that belongs together, and the program gets what was typed', async () => {
  const typed = Object.entries({ ...HOSTILE, ['__proto__']: 'polluted' })
  const environment = [SECRET, ...typed.map(([name, value]) => ({ source: 'value', name, value }))]
  const files = [...FILES, { name: '__proto__', text: HOSTILE.LINES }]
  const made = await runInScope(async ({ writes }) => {
    const workload = await launchWorkload(alice.actor, fill(alice, { ...WHOLE, command: SERVER, environment, files }))
    return { workload, writes }
  })
  expect(made.workload).toMatchObject({ name: 'web', kind: 'service', isManaged: true, replicas: { wanted: 1 } })
  expect(made.writes).toContain(`deployments.${made.workload.resourceVersion}`)
  expect(made.writes.some((write) => write.startsWith('services.'))).toBe(true)

  const { uid } = made.workload
  for (const [kind, name] of [
    ['ConfigMap', 'web-files'],
    ['Secret', 'web-env'],
    ['Service', 'web'],
    ['NetworkPolicy', 'web-web'],
  ] as const) {
    const object = await get(alice, kind, name)
    const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid, blockOwnerDeletion: false }
    expect(object?.metadata.ownerReferences, kind).toEqual([owner])
  }
  await waitForState(alice, 'web', 'running')
  const script =
    'console.log(JSON.stringify([process.env, Object.entries(process.env).filter(([n]) => n === "__proto__"), require("fs").readFileSync("/config/__proto__", "utf8")]))'
  const pod = await findPod(alice, 'web')
  const output = await execInPod({ namespace: alice.namespace, pod, command: ['node', '-e', script] })
  const [seen, proto, file] = JSON.parse(output) as [Record<string, string>, [string, string][], string]
  expect(seen).toMatchObject({ TOKEN: 'hidden', LINES: HOSTILE.LINES, SHELL: HOSTILE.SHELL, WORDS: HOSTILE.WORDS })
  expect(seen.constructor).toBe(HOSTILE.constructor)
  expect(proto).toEqual([['__proto__', 'polluted']])
  expect(file).toBe(HOSTILE.LINES)
})

test('two clicks make one workload, and so does the form sent again when its answer was lost', async () => {
  const input = fill(alice, { ...WHOLE, name: 'twice', replicas: 0 })
  const elsewhere = await loadOtherReplica()
  const [first, second, third] = await Promise.all([
    launchWorkload(alice.actor, input),
    launchWorkload(alice.actor, input),
    elsewhere(alice.actor, input),
  ])
  expect([second.uid, third.uid]).toEqual([first.uid, first.uid])
  expect((await launchWorkload(alice.actor, input)).uid).toBe(first.uid)
  expect(await listOf(alice, 'twice')).toHaveLength(5)

  // The portal ended in the middle of it: what is missing is made, and what is there is taken as it is.
  await deleteObject(client, { apiVersion: 'v1', kind: 'Service', namespace: alice.namespace, name: 'twice' })
  await patchObject(
    client,
    { apiVersion: 'v1', kind: 'Secret', namespace: alice.namespace, name: 'twice-env' },
    { patch: { metadata: { ownerReferences: null } } },
  )
  expect((await elsewhere(alice.actor, input)).uid).toBe(first.uid)
  expect(await listOf(alice, 'twice')).toHaveLength(5)
  expect((await get(alice, 'Secret', 'twice-env'))?.metadata.ownerReferences).toHaveLength(1)

  const other = { ...input, name: 'twice-more' }
  await waitForState(alice, 'twice', 'stopped')
  expect(await tell(launchWorkload(alice.actor, other))).toMatchObject({
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
    launchWorkload(alice.actor, fill(alice, { ...form, kind: 'service' })),
    elsewhere(alice.actor, fill(alice, form)),
  ])
  const won = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const lost = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason as AppError] : []))
  expect(won).toHaveLength(1)
  expect(lost).toMatchObject([{ code: 'CONFLICT', params: { name } }])
  expect(Object.keys(lost[0]!.fields)).toEqual(['name'])
  const left = await waitFor('what the loser made to be gone', async () => {
    const all = await listMade(alice, name)
    return all.length <= 4 && all
  })
  expect(left.filter((one) => /^(Deployment|Job)/.test(one))).toHaveLength(1)
  for (const object of await Promise.all([
    get(alice, 'ConfigMap', `${name}-files`),
    get(alice, 'Secret', `${name}-env`),
  ])) {
    expect(object?.metadata.ownerReferences?.[0]?.uid).toBe(won[0]!.uid)
  }
})

test('two launches of one name and of different kinds never leave two workloads, though nothing else stands in their way', async () => {
  const elsewhere = await loadOtherReplica()
  const attempts = await Promise.allSettled([
    launchWorkload(alice.actor, fill(alice, { name: 'bare', replicas: 0 })),
    elsewhere(alice.actor, fill(alice, { name: 'bare', kind: 'job' })),
  ])
  const lost = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason as AppError] : []))
  expect(lost.map(({ code, params }) => [code, params.name])).toEqual(lost.map(() => ['CONFLICT', 'bare']))
  const won = attempts.filter(({ status }) => status === 'fulfilled')
  expect(won.length).toBeLessThan(2)
  await waitFor('the others to be gone', async () => (await listMade(alice, 'bare')).length === won.length)
})

interface Obstacle {
  step: string
  reason: string
  inTheWay: (namespace: string, name: string) => KubeObject
}

const data = { key: 'value' }
const OBSTACLES: Obstacle[] = [
  {
    step: 'ConfigMap',
    reason: 'taken',
    inTheWay: (namespace, name) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name: `${name}-files` },
      data,
    }),
  },
  {
    step: 'Secret',
    reason: 'taken',
    inTheWay: (namespace, name) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: `${name}-env` } }),
  },
  { step: 'ConfigMap', reason: 'quota', inTheWay: (namespace) => buildLimit(namespace, 'count/configmaps') },
  { step: 'Secret', reason: 'quota', inTheWay: (namespace) => buildLimit(namespace, 'count/secrets') },
  { step: 'Service', reason: 'quota', inTheWay: (namespace) => buildLimit(namespace, 'count/services') },
  {
    step: 'NetworkPolicy',
    reason: 'taken',
    inTheWay: (namespace, name) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { namespace, name: `${name}-web` },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
    }),
  },
]

/** Not one of Moorage's own, so that nothing looks at it before the cluster does. */
function buildLimit(namespace: string, resource: string, limit = '0'): KubeObject {
  const metadata = { namespace, name: `limit-${randomBytes(3).toString('hex')}` }
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { [resource]: limit } } }
}

async function placeObstacle(object: KubeObject): Promise<() => Promise<unknown>> {
  const made = await createObject(client, object)
  const { apiVersion, kind, metadata } = made
  const ref = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name }
  if (kind === 'ResourceQuota') {
    await waitFor('the quota to be counted', async () => {
      const status = (await getObject(client, ref))?.status as { used?: Record<string, string> } | undefined
      return Object.keys(status?.used ?? {}).length > 0
    })
  }
  return () => deleteObject(client, ref)
}

test('a launch that fails at any step says which and why, and leaves nothing behind', async () => {
  for (const [at, { step, reason, inTheWay }] of OBSTACLES.entries()) {
    const name = `fails-${at}`
    const remove = await placeObstacle(inTheWay(bob.namespace, name))
    const error = await catchError(launchWorkload(bob.actor, fill(bob, { ...WHOLE, name })))
    expect([step, error.messageKey, error.params]).toMatchObject([
      step,
      'workloads.launchStopped',
      { kind: step, reason },
    ])
    expect(error.code).toBe(reason === 'quota' ? 'QUOTA_EXCEEDED' : 'CONFLICT')
    expect(error.details.rawMessage).toMatch(/already exists|exceeded quota/)
    expect(await listMade(bob, name), step).toEqual([])
    // What was in the way is not touched.
    expect(await remove(), step).toBe(true)
  }
  await waitFor('the pods to be gone', async () => (await listOf(bob, 'fails-5')).length === 0)
})

test('of two launches for which only one place is left, the cluster refuses one, which is told as quota', async () => {
  const remove = await placeObstacle(buildLimit(bob.namespace, 'count/deployments.apps', '1'))
  const attempts = await Promise.allSettled(
    ['one', 'two'].map((name) =>
      launchWorkload(bob.actor, fill(bob, { ...WHOLE, name: `place-${name}`, replicas: 0 })),
    ),
  )
  const lost = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason as AppError] : []))
  expect(lost).toMatchObject([{ code: 'QUOTA_EXCEEDED' }])
  expect(lost[0]!.details.rawMessage ?? JSON.stringify(lost[0]!.details.findings)).toMatch(/deployments/)
  const name = attempts[0]!.status === 'rejected' ? 'place-one' : 'place-two'
  expect(await listOf(bob, name)).toEqual([])
  await remove()
})

test.each<[string, Changes, string, Record<string, string>]>([
  ['another image', { image: 'example.org/other:1' }, 'INVALID_INPUT', { image: 'template-fixed' }],
  ['another command', { command: ['sh'] }, 'INVALID_INPUT', { command: 'template-fixed' }],
  ['no own disk', { mounts: [] }, 'INVALID_INPUT', { mounts: 'template-fixed' }],
  ['another size', { memory: '33Mi' }, 'INVALID_INPUT', { cpu: 'template-size' }],
])('a form that says %s than its template lets it is refused', async (_what, changes, code, fields) => {
  const writes = await countWrites(async () => {
    const refused = await tell(launchWorkload(alice.actor, fill(alice, { ...fillTemplate(alice), ...changes })))
    const keys = Object.entries(fields).map(([field, finding]) => [field, `workloads.findings.${finding}`])
    expect(refused).toMatchObject({ code, fields: Object.fromEntries(keys) })
  })
  expect(writes).toBe(0)
})

const fillTemplate = ({ actor }: Person) => ({
  name: 'from-template',
  template: TEMPLATE,
  cpu: '100m',
  mounts: [{ source: 'volume', object: `user-${actor.username}-disk`, path: '/data' }],
})

test('what browsers may say and forms never do is refused before anything is made', async () => {
  const forged: [Changes, { code: string; fields?: object }][] = [
    [{ template: 'nonsense' }, { code: 'INVALID_INPUT' }],
    [{ kind: 'job', template: TEMPLATE }, { code: 'INVALID_INPUT' }],
    [
      { environment: [{ ...SECRET, value: '', isKept: true }] },
      { code: 'INVALID_INPUT', fields: { 'environment.0.value': 'workloads.valueNotKept' } },
    ],
    [{ environment: [{ source: 'value', name: 'A', value: '', isKept: true }] }, { code: 'INVALID_INPUT' }],
    [
      { mounts: [{ source: 'volume', object: `user-${bob.actor.username}-disk`, path: '/data' }] },
      { code: 'INVALID_INPUT', fields: { 'mounts.0.object': 'workloads.findings.volume-missing' } },
    ],
    [{ pullSecrets: ['of-somebody-else'] }, { code: 'INVALID_INPUT' }],
    [{ userId: 0 }, { code: 'INVALID_INPUT', fields: { userId: 'workloads.findings.root-not-allowed' } }],
    [{ memory: '1Pi' }, { code: 'QUOTA_EXCEEDED' }],
    [{ web: { port: 8080, visibility: 'public' }, ports: PORTS }, { code: 'INVALID_INPUT' }],
  ]
  const writes = await countWrites(async () => {
    for (const [changes, refusal] of forged) {
      expect(
        await tell(launchWorkload(alice.actor, fill(alice, { name: 'forged', ...changes }))),
        JSON.stringify(changes),
      ).toMatchObject(refusal)
    }
  })
  expect(writes).toBe(0)
  // What is no field of the form has no way in.
  const more = {
    name: 'more',
    replicas: 0,
    priorityClassName: 'system-node-critical',
    tolerations: [{ operator: 'Exists' }],
    hostNetwork: true,
    serviceAccountName: 'moorage',
    namespace: bob.namespace,
    labels: { 'moorage.dev/fileserver': 'rw' },
    ownerReferences: [{ uid: randomUUID() }],
    ...(JSON.parse('{"__proto__": {"isAdmin": true, "hostNetwork": true}}') as object),
  }
  await launchWorkload(alice.actor, fill(alice, more))
  const { spec, metadata } = (await get(alice, 'Deployment', 'more')) as KubeObject & { spec: { template: KubeObject } }
  expect(metadata.ownerReferences).toBeUndefined()
  expect(spec.template.metadata.labels).toMatchObject({ 'app.kubernetes.io/managed-by': 'moorage' })
  expect(Object.keys(spec.template.metadata.labels ?? {})).not.toContain('moorage.dev/fileserver')
  for (const field of ['priorityClassName', 'tolerations', 'hostNetwork', 'serviceAccountName']) {
    expect(spec.template.spec).not.toHaveProperty(field)
  }
  for (const name of [
    'moorage-web',
    'web\n---',
    '../web',
    'web;id',
    '$(id)',
    'Web',
    '__proto__',
    'ｗｅｂ',
    'a'.repeat(51),
  ]) {
    expect(() => fill(alice, { name }), name).toThrow(/workloads\.name/)
  }
  for (const object of ['moorage-activity', '@own-disk', '../other/disk', `${bob.namespace}/disk`]) {
    expect(() => fill(alice, { mounts: [{ source: 'volume', object, path: '/data' }] }), object).toThrow(
      /workloads\.reference/,
    )
  }
})
