import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { AppError } from '#lib/errors.ts'
import { catchRefusal } from '#cluster/testing/refusals.ts'
import { applyObject } from './apply.ts'
import { createKubeClient } from './client.ts'
import type { KubeClient } from './client.ts'
import { getKubeCase } from './errors.ts'
import type { KubeObject, ObjectRef } from './object.ts'
import {
  createObject,
  deleteObject,
  getObject,
  listObjects,
  patchObject,
  requireObject,
  updateObject,
} from './verbs.ts'
import { watchList } from './watch.ts'

const namespace = `kube-test-${randomUUID().slice(0, 8)}`
const fieldManager = 'kube-test'
const kubeconfigPath = process.env.MOORAGE_TEST_KUBECONFIG ?? ''

let client: KubeClient

beforeAll(async () => {
  client = createKubeClient({ kubeconfigPath })
  await applyObject(
    client,
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    },
    { fieldManager },
  )
})

afterAll(() => deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace }))

function buildConfigMap(name: string, data: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data }
}

function configMapRef(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace, name }
}

function buildPod(name: string, container: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'main',
          image: 'example.invalid/none:1',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          ...container,
        },
      ],
    },
  }
}

test('what is applied is seen by a watch, changed and gone again', async () => {
  const seen: string[] = []
  const waiting: { text: string; resolve: () => void }[] = []
  const arrives = (text: string) =>
    new Promise<void>((resolve) => {
      if (seen.includes(text)) resolve()
      else waiting.push({ text, resolve })
    })
  const watched = watchList<string>({
    client,
    path: `/api/v1/namespaces/${namespace}/configmaps`,
    query: { labelSelector: 'watched=yes' },
    toItem: (raw) => String((raw.data as Record<string, string>).color),
    onChange: (key, item) => {
      const text = `${key}=${item ?? 'gone'}`
      seen.push(text)
      for (const entry of waiting) if (entry.text === text) entry.resolve()
    },
  })
  try {
    await watched.synced
    const map = buildConfigMap('watched', { color: 'red' })
    map.metadata.labels = { watched: 'yes' }
    const applied = await applyObject(client, map, { fieldManager })
    await arrives(`${namespace}/watched=red`)
    expect(watched.resourceVersion).toBe(applied.metadata.resourceVersion)
    await applyObject(client, { ...map, data: { color: '藍' } }, { fieldManager })
    await arrives(`${namespace}/watched=藍`)
    expect(watched.items.get(`${namespace}/watched`)).toBe('藍')
    await deleteObject(client, configMapRef('watched'))
    await arrives(`${namespace}/watched=gone`)
    expect(watched.ageMs()).toBe(0)
  } finally {
    watched.stop()
  }
})

test('a watch survives lost connections and a server that is away; what was missed is announced', async () => {
  const { hostname, port } = new URL(client.server)
  const sockets = new Set<Socket>()
  const forwarder = createServer((inner) => {
    const outer = connect(Number(port), hostname)
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    inner.pipe(outer).pipe(inner)
  })
  await once(forwarder.listen(0, '127.0.0.1'), 'listening')
  const forwarded = (forwarder.address() as AddressInfo).port
  const file = await writeKubeconfig(() => ({
    server: `https://127.0.0.1:${forwarded}`,
    'insecure-skip-tls-verify': true,
  }))
  await createObject(client, buildConfigMap('lost'))

  const changes = new EventEmitter()
  const watched = watchList<string>({
    client: createKubeClient({ kubeconfigPath: file }),
    path: `/api/v1/namespaces/${namespace}/configmaps`,
    toItem: (raw) => raw.metadata.name,
    onChange: (key, item) => changes.emit(item ? `${key} is there` : `${key} is gone`),
    backoffMs: () => 20,
  })
  try {
    await watched.synced
    const gone = once(changes, `${namespace}/lost is gone`)
    const found = once(changes, `${namespace}/found is there`)
    forwarder.close()
    for (const socket of sockets) socket.destroy()
    await deleteObject(client, configMapRef('lost'))
    await createObject(client, buildConfigMap('found'))
    forwarder.listen(forwarded, '127.0.0.1')
    await Promise.all([gone, found])
    expect(watched.items.has(`${namespace}/lost`)).toBe(false)
    expect(watched.items.get(`${namespace}/found`)).toBe('found')
  } finally {
    watched.stop()
    forwarder.close()
    for (const socket of sockets) socket.destroy()
    await rm(file)
  }
})

test('a list longer than a page is read completely', async () => {
  const labels = { 'app.kubernetes.io/part-of': 'paging' }
  for (let index = 0; index < 7; index += 1) {
    const map = buildConfigMap(`page-${index}`)
    await createObject(client, { ...map, metadata: { ...map.metadata, labels } })
  }
  const watched = watchList<string>({
    client,
    path: `/api/v1/namespaces/${namespace}/configmaps`,
    query: { labelSelector: 'app.kubernetes.io/part-of=paging' },
    pageSize: 3,
    toItem: (raw) => raw.kind,
  })
  await watched.synced
  watched.stop()
  expect([...watched.items.values()]).toEqual(Array.from({ length: 7 }, () => 'ConfigMap'))
  const listed = await listObjects(client, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace,
    labelSelector: 'app.kubernetes.io/part-of=paging',
  })
  expect(listed.map((object) => object.kind)).toEqual(Array.from({ length: 7 }, () => 'ConfigMap'))
})

test('an object is made, read, replaced, patched and deleted', async () => {
  const made = await createObject(client, buildConfigMap('verbs', { a: '1' }))
  expect((await requireObject(client, configMapRef('verbs'))).metadata.uid).toBe(made.metadata.uid)
  expect(getKubeCase(await catchRefusal(createObject(client, buildConfigMap('verbs'))))).toBe('already-exists')

  const updated = await updateObject(client, { ...made, data: { a: '2' } })
  expect(getKubeCase(await catchRefusal(updateObject(client, { ...made, data: { a: '3' } })))).toBe('changed-meanwhile')
  expect(updated.data).toEqual({ a: '2' })

  const patched = await patchObject(client, configMapRef('verbs'), { patch: { data: { a: null, b: '4' } } })
  expect(patched.data).toEqual({ b: '4' })

  expect(await deleteObject(client, configMapRef('verbs'))).toBe(true)
  expect(await deleteObject(client, configMapRef('verbs'))).toBe(false)
  expect(await getObject(client, configMapRef('verbs'))).toBeNull()
  expect((await catchRefusal(requireObject(client, configMapRef('verbs')))).code).toBe('NOT_FOUND')
})

test('a dry run changes nothing', async () => {
  await createObject(client, buildConfigMap('dry'), { dryRun: true })
  await applyObject(client, buildConfigMap('dry'), { fieldManager, dryRun: true })
  expect(await getObject(client, configMapRef('dry'))).toBeNull()
})

test('deleting or applying by the uid of an earlier object is refused', async () => {
  const first = await createObject(client, buildConfigMap('reborn'))
  await deleteObject(client, configMapRef('reborn'))
  await createObject(client, buildConfigMap('reborn'))
  const { uid } = first.metadata
  const refused = await catchRefusal(deleteObject(client, configMapRef('reborn'), { uid }))
  expect([refused.code, getKubeCase(refused)]).toEqual(['CONFLICT', 'changed-meanwhile'])
  const map = buildConfigMap('reborn', { a: '1' })
  const applied = applyObject(client, { ...map, metadata: { ...map.metadata, uid } }, { fieldManager })
  expect(getKubeCase(await catchRefusal(applied))).toBe('changed-meanwhile')
  expect(await getObject(client, configMapRef('reborn'))).not.toBeNull()
})

test('settings of another manager are a conflict, unless taken over by force', async () => {
  await applyObject(client, buildConfigMap('owned', { a: '1' }), { fieldManager: 'somebody-else' })
  const mine = buildConfigMap('owned', { a: '2' })
  const error = await catchRefusal(applyObject(client, mine, { fieldManager }))
  expect([error.code, getKubeCase(error)]).toEqual(['CONFLICT', 'fields-owned'])
  expect(error.details.causes).toMatchObject([{ field: '.data.a' }])
  const forced = await applyObject(client, mine, { fieldManager, force: true })
  expect(forced.data).toEqual({ a: '2' })
})

test('refusals of a real API server are told apart', async () => {
  const cases: [() => Promise<unknown>, string][] = [
    [
      () => createObject(client, { ...buildPod('p'), spec: { containers: [{ name: 'main', image: 'x' }] } }),
      'pod-security',
    ],
    [() => createObject(client, buildPod('p', { imagePullPolicy: 'Sometimes' })), 'invalid'],
    [() => createObject(client, buildPod('p', { imagee: 'x' })), 'malformed'],
    [() => getObject(client, { apiVersion: 'v1', kind: 'Boat', namespace, name: 'a' }), 'unknown-kind'],
    [
      () => getObject(client, { apiVersion: 'boats.example.org/v1', kind: 'Boat', namespace, name: 'a' }),
      'unknown-kind',
    ],
    [
      () =>
        applyObject(
          client,
          { ...buildConfigMap('a'), metadata: { name: 'a', namespace: 'no-such-place' } },
          { fieldManager },
        ),
      'not-found',
    ],
    [() => client.request({ path: '/api/v1/configmaps', query: { limit: 1, continue: 'nonsense' } }), 'malformed'],
  ]
  for (const [run, kubeCase] of cases) expect(getKubeCase(await catchRefusal(run()))).toBe(kubeCase)
})

test('quota and limits have cases of their own', async () => {
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'small', namespace },
    spec: { hard: { 'limits.cpu': '1', 'count/secrets': '0' } },
  })
  const unstated = await untilCase('quota-unstated', () => createObject(client, buildPod('q'), { dryRun: true }))
  expect(unstated.code).toBe('INVALID_INPUT')
  const exceeded = await catchRefusal(createObject(client, buildPod('q', { resources: { limits: { cpu: '2' } } })))
  expect([exceeded.code, getKubeCase(exceeded)]).toEqual(['QUOTA_EXCEEDED', 'quota-exceeded'])
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'small', namespace },
    spec: { limits: [{ type: 'Container', max: { memory: '1Gi' } }] },
  })
  const large = () =>
    createObject(client, buildPod('q', { resources: { limits: { cpu: '1', memory: '2Gi' } } }), { dryRun: true })
  expect((await untilCase('limits', large)).code).toBe('INVALID_INPUT')
})

/** Admission reads quotas and limits from caches of its own, a moment behind. */
async function untilCase(kubeCase: string, run: () => Promise<unknown>): Promise<AppError> {
  for (;;) {
    const error = await run().then(
      () => null,
      (reason: unknown) => reason,
    )
    if (error instanceof AppError && getKubeCase(error) === kubeCase) return error
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('a policy with its own words is a refusal of case "policy"', async () => {
  const name = `${namespace}-policy`
  const apiVersion = 'admissionregistration.k8s.io/v1'
  const policy = { apiVersion, kind: 'ValidatingAdmissionPolicy' }
  const binding = { apiVersion, kind: 'ValidatingAdmissionPolicyBinding' }
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } }
  try {
    await createObject(client, {
      ...policy,
      metadata: { name },
      spec: {
        matchConstraints: { resourceRules: [rule] },
        // Its words look like those of a quota on purpose.
        validations: [{ expression: "object.metadata.name != 'denied'", message: 'is forbidden: exceeded quota: ha' }],
      },
    })
    await createObject(client, {
      ...binding,
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'], matchResources: { namespaceSelector } },
    })
    const error = await untilCase('policy', () => createObject(client, buildConfigMap('denied'), { dryRun: true }))
    expect(error.code).toBe('FORBIDDEN')
    expect(error.details.rawMessage).toContain('exceeded quota: ha')
  } finally {
    await deleteObject(client, { ...binding, name })
    await deleteObject(client, { ...policy, name })
  }
})

/** The test's kubeconfig with one thing changed. */
async function writeKubeconfig(changeCluster: (cluster: Entry) => Entry, changeUser = (user: Entry) => user) {
  const config = parse(await readFile(kubeconfigPath, 'utf8')) as {
    clusters: { name: string; cluster: Entry }[]
    users: { name: string; user: Entry }[]
  }
  const file = path.join(tmpdir(), `moorage-${randomUUID()}.yaml`)
  const clusters = config.clusters.map(({ name, cluster }) => ({ name, cluster: changeCluster(cluster) }))
  const users = config.users.map(({ name, user }) => ({ name, user: changeUser(user) }))
  await writeFile(file, stringify({ ...config, clusters, users }), { mode: 0o600 })
  return file
}

type Entry = Record<string, unknown>

test('wrong credentials and a wrong certificate authority are told apart', async () => {
  const request = { path: `/api/v1/namespaces/${namespace}` }
  const files = [
    await writeKubeconfig(
      (cluster) => cluster,
      () => ({ token: 'nobody' }),
    ),
    await writeKubeconfig(({ server }) => ({ server })),
  ]
  const cases: unknown[] = []
  for (const file of files) {
    cases.push(getKubeCase(await catchRefusal(createKubeClient({ kubeconfigPath: file }).request(request))))
    await rm(file)
  }
  expect(cases).toEqual(['unauthenticated', 'untrusted'])
})
