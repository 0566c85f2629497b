import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { applyObject } from './apply.ts'
import { watchKind } from './cache.ts'
import type { CacheChange } from './cache.ts'
import { createCachedKind } from './cached-kind.ts'
import type { KubeObject } from './object.ts'
import { createObject, deleteObject, patchObject } from './verbs.ts'

const id = randomUUID().slice(0, 8)
const inside = `user-cache-${id}-storage`
const outside = `cache-${id}`
const fieldManager = 'cache-test'

const kind = watchKind<Record<string, unknown>>({
  name: `config-maps-${id}`,
  path: '/api/v1/configmaps',
  isNamespaced: true,
  client,
  toItem: (raw) => ({ ...(raw.data as object) }),
})

function buildMap(name: string, options: { namespace?: string; color?: string } = {}): KubeObject {
  const { namespace = inside, color = 'red' } = options
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { color } }
}

beforeAll(async () => {
  for (const name of [inside, outside]) {
    await applyObject(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { fieldManager })
  }
})

afterAll(async () => {
  kind.stop()
  for (const name of [inside, outside]) await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name })
})

test('an own write is in the cache when its version was waited for', async () => {
  await kind.synced
  const made = await createObject(client, buildMap('own'))
  expect(await kind.waitFor(made.metadata.resourceVersion ?? '')).toBe(true)
  expect(kind.get({ namespace: inside, name: 'own' })).toEqual({ color: 'red' })
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: inside, name: 'own' }
  const changed = await patchObject(client, ref, { patch: { data: { color: 'blue' } } })
  expect(await kind.waitFor(changed.metadata.resourceVersion ?? '')).toBe(true)
  expect(kind.list(inside)).toContainEqual({ color: 'blue' })
})

test('what lies outside spaces is neither kept nor announced, and does not hold up who waits', async () => {
  await kind.synced
  const changes: CacheChange<unknown>[] = []
  const end = kind.subscribe((change) => changes.push(change))
  await createObject(client, buildMap('foreign', { namespace: outside }))
  const last = await createObject(client, buildMap('after'))
  expect(await kind.waitFor(last.metadata.resourceVersion ?? '')).toBe(true)
  end()
  expect(kind.list(outside)).toEqual([])
  expect(changes.filter(({ namespace }) => namespace !== null && !/^(user|group)-.*-storage$/.test(namespace))).toEqual(
    [],
  )
  expect(changes.map(({ key }) => key)).toContain(`${inside}/after`)
})

test('what has to be known of objects outside is told, and they are in no list all the same', async () => {
  const kept = new Set<string>()
  const watched = createCachedKind<string>({
    name: `outside-${id}`,
    path: '/api/v1/configmaps',
    isNamespaced: true,
    client,
    toItem: ({ metadata }) => metadata.name,
    outside: {
      keep({ metadata, data }) {
        const isWanted = (data as { color?: string } | undefined)?.color === 'red'
        if (isWanted) kept.add(`${metadata.namespace}/${metadata.name}`)
        return isWanted
      },
      drop: (key) => void kept.delete(key),
    },
  })
  onTestFinished(() => watched.stop())
  const changes: string[] = []
  watched.subscribe(({ key }) => changes.push(key))
  await watched.synced
  const made = await createObject(client, buildMap('guest', { namespace: outside }))
  expect(await watched.waitFor(made.metadata.resourceVersion ?? '')).toBe(true)
  expect([...kept]).toContain(`${outside}/guest`)
  expect(watched.list()).not.toContainEqual({})
  expect(watched.get({ namespace: outside, name: 'guest' })).toBeUndefined()
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: outside, name: 'guest' }
  const changed = await patchObject(client, ref, { patch: { data: { color: 'blue' } } })
  expect(await watched.waitFor(changed.metadata.resourceVersion ?? '')).toBe(true)
  expect([...kept]).not.toContain(`${outside}/guest`)
  expect(changes.filter((key) => key.startsWith(outside))).toEqual([])
})

test('what is deleted is announced with what it was', async () => {
  await kind.synced
  await createObject(client, buildMap('short', { color: 'green' }))
  const gone = new Promise<CacheChange<unknown>>((resolve) => {
    const end = kind.subscribe((change) => {
      if (change.key !== `${inside}/short` || change.item) return
      end()
      resolve(change)
    })
  })
  await deleteObject(client, { apiVersion: 'v1', kind: 'ConfigMap', namespace: inside, name: 'short' })
  expect(await gone).toEqual({
    namespace: inside,
    key: `${inside}/short`,
    item: undefined,
    previous: { color: 'green' },
  })
})
