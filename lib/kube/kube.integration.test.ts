import { EventEmitter, once } from 'node:events'
import { beforeAll, expect, test } from 'vitest'
import { client, createTestNamespace, layout } from '#cluster/testing/cluster-under-test.ts'
import { catchRefusal } from '#cluster/testing/refusals.ts'
import { openWayToCluster } from '#cluster/testing/way-to-cluster.ts'
import { applyObject } from './apply.ts'
import { createKubeClient } from './client.ts'
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

const fieldManager = 'kube-test'
const kubeconfigPath = layout.kubeconfig

let namespace = ''

beforeAll(async () => {
  const made = await createTestNamespace()
  ;({ namespace } = made)
  return made.remove
})

function buildConfigMap(name: string, data: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data }
}

function configMapRef(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace, name }
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
  const way = await openWayToCluster(kubeconfigPath)
  await createObject(client, buildConfigMap('lost'))

  const changes = new EventEmitter()
  const watched = watchList<string>({
    client: createKubeClient({ kubeconfigPath: way.kubeconfigPath }),
    path: `/api/v1/namespaces/${namespace}/configmaps`,
    toItem: (raw) => raw.metadata.name,
    onChange: (key, item) => changes.emit(item ? `${key} is there` : `${key} is gone`),
    backoffMs: () => 20,
  })
  try {
    await watched.synced
    const gone = once(changes, `${namespace}/lost is gone`)
    const found = once(changes, `${namespace}/found is there`)
    way.cut()
    await deleteObject(client, configMapRef('lost'))
    await createObject(client, buildConfigMap('found'))
    way.mend()
    await Promise.all([gone, found])
    expect(watched.items.has(`${namespace}/lost`)).toBe(false)
    expect(watched.items.get(`${namespace}/found`)).toBe('found')
  } finally {
    watched.stop()
    await way.close()
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
