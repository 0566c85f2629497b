import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { getCacheAgeMs, listCachedKinds, watchKind } from './cache.ts'
import type { CachedKind, CacheChange, KindDefinition } from './cache.ts'
import { createKubeClient } from './client.ts'
import type { KubeObject } from './object.ts'
import { startScriptedServer } from './scripted-server.ts'
import type { Exchange, ScriptedServer } from './scripted-server.ts'

interface Item {
  name: string
  color: string
}

let server: ScriptedServer
let kind: CachedKind<Item>

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(async () => {
  kind.stop()
  await server.close()
})

function define(options: Partial<KindDefinition<Item>> = {}): CachedKind<Item> {
  kind = watchKind<Item>({
    name: `test-${randomUUID()}`,
    path: '/api/v1/pods',
    isNamespaced: true,
    toItem,
    client: createKubeClient({ kubeconfigPath: server.kubeconfigPath }),
    ...options,
  })
  return kind
}

function toItem(raw: KubeObject): Item {
  if (raw.metadata.labels?.color === 'poison') throw new Error('cannot be read')
  return { name: raw.metadata.name, color: raw.metadata.labels?.color ?? '' }
}

function pod(name: string, version: number, options: { color?: string; namespace?: string } = {}) {
  const { color = 'red', namespace = 'user-alice-storage' } = options
  return { kind: 'Pod', metadata: { name, namespace, resourceVersion: String(version), labels: { color } } }
}

async function answerList(version: number, items: object[]): Promise<Exchange> {
  const body = { apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: String(version) }, items }
  ;(await server.next()).sendJson(200, body)
  const watching = await server.next()
  watching.openWatch()
  await kind.synced
  return watching
}

function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`
}

test('items are found by space and by name, and those of other namespaces are not there at all', async () => {
  define().start()
  await answerList(10, [
    pod('a', 1),
    pod('b', 2),
    pod('a', 3, { namespace: 'group-k3f9-storage', color: 'blue' }),
    pod('x', 4, { namespace: 'kube-system' }),
    pod('y', 5, { namespace: 'user-Alice-storage' }),
    pod('z', 6, { namespace: 'user-alice-storage-2' }),
  ])
  expect(kind.list('user-alice-storage').map(({ name }) => name)).toEqual(['a', 'b'])
  expect(kind.list('group-k3f9-storage')).toEqual([{ name: 'a', color: 'blue' }])
  expect(kind.list('kube-system')).toEqual([])
  expect(kind.list()).toHaveLength(3)
  expect(kind.size).toBe(3)
  expect(kind.get({ namespace: 'user-alice-storage', name: 'b' })).toEqual({ name: 'b', color: 'red' })
  expect(kind.get({ namespace: 'kube-system', name: 'x' })).toBeUndefined()
})

test('a kind without namespaces keeps all its objects', async () => {
  define({ isNamespaced: false, path: '/api/v1/nodes' }).start()
  await answerList(10, [{ metadata: { name: 'node-1', resourceVersion: '1' } }])
  expect(kind.get({ name: 'node-1' })).toEqual({ name: 'node-1', color: '' })
})

test('nothing is asked before somebody reads, and until the first list is complete nothing is known', async () => {
  define()
  const changes: string[] = []
  kind.subscribe(({ key }) => changes.push(key))
  expect([server.count(), kind.isSynced, kind.ageMs(), kind.size]).toEqual([0, false, Infinity, 0])
  expect(kind.list()).toEqual([])
  expect(getCacheAgeMs()).toBe(Infinity)
  await answerList(10, [pod('a', 1)])
  expect([kind.isSynced, Number.isFinite(kind.ageMs()), changes]).toEqual([true, true, ['user-alice-storage/a']])
})

test('a change comes with what was there before, and is in the cache by then', async () => {
  define()
  const changes: CacheChange<Item>[] = []
  const { promise: isGone, resolve } = Promise.withResolvers<void>()
  kind.subscribe((change) => {
    changes.push(change)
    expect(kind.get({ namespace: 'user-alice-storage', name: 'a' })).toEqual(change.item)
    expect(kind.list('user-alice-storage')).toHaveLength(change.item ? 1 : 0)
    if (!change.item) resolve()
  })
  kind.start()
  const watching = await answerList(10, [pod('a', 1)])
  watching.response.write(line('MODIFIED', pod('a', 11, { color: 'blue' })) + line('DELETED', pod('a', 12)))
  await isGone
  const where = { namespace: 'user-alice-storage', key: 'user-alice-storage/a' }
  expect(changes).toEqual([
    { ...where, item: { name: 'a', color: 'red' }, previous: undefined },
    { ...where, item: { name: 'a', color: 'blue' }, previous: { name: 'a', color: 'red' } },
    { ...where, item: undefined, previous: { name: 'a', color: 'blue' } },
  ])
})

test('neither an object that cannot be read nor a listener that throws stops anything', async () => {
  define()
  const seen: string[] = []
  const { promise: isThere, resolve } = Promise.withResolvers<void>()
  kind.subscribe(() => {
    throw new Error('a mistake')
  })
  kind.subscribe(({ key }) => {
    seen.push(key)
    if (key.endsWith('/c')) resolve()
  })
  kind.start()
  const watching = await answerList(10, [pod('a', 1, { color: 'poison' }), pod('b', 2)])
  watching.response.write(line('ADDED', pod('p', 11, { color: 'poison' })) + line('ADDED', pod('c', 12)))
  await isThere
  expect(seen).toEqual(['user-alice-storage/b', 'user-alice-storage/c'])
})

test('who waits for a version is told when the cache has it, whatever the object is', async () => {
  define().start()
  const watching = await answerList(10, [pod('a', 1)])
  expect(await kind.waitFor('10')).toBe(true)
  const waits = Promise.all([kind.waitFor('11', 60_000), kind.waitFor('12', 60_000), kind.waitFor('13', 60_000)])
  // The second is dropped at the door, the third is a deletion: both bring their version along.
  watching.response.write(
    line('MODIFIED', pod('a', 11)) +
      line('ADDED', pod('x', 12, { namespace: 'kube-system' })) +
      line('DELETED', pod('a', 13)),
  )
  expect(await waits).toEqual([true, true, true])
  expect(kind.resourceVersion).toBe('13')
})

test('who waits for a version that does not come is told so', async () => {
  define().start()
  await answerList(10, [pod('a', 1)])
  expect(await kind.waitFor('11', 1)).toBe(false)
  const waiting = kind.waitFor('11', 60_000)
  kind.stop()
  expect(await waiting).toBe(false)
})

test('the same name is the same kind, even from another copy of the module', async () => {
  const name = `test-${randomUUID()}`
  define({ name })
  vi.resetModules()
  const other = await import('./cache.ts')
  expect(other.watchKind).not.toBe(watchKind)
  expect(other.watchKind({ name, path: '/other', isNamespaced: false, toItem: () => null })).toBe(kind)
  expect(listCachedKinds()).toContain(kind)
})

test('a kind that is optional does not make everything old', () => {
  define({ isOptional: true })
  expect(kind.ageMs()).toBe(Infinity)
  const needed = listCachedKinds().filter((one) => !one.isOptional)
  expect(getCacheAgeMs()).toBe(Math.max(0, ...needed.map((one) => one.ageMs())))
})

test('what nobody waits for is read when everything else is known', async () => {
  // A process of its own, as it were: the kinds of other tests are none of it.
  vi.stubGlobal('moorageCache', undefined)
  vi.resetModules()
  const fresh = await import('./cache.ts')
  const rest = { isNamespaced: true, toItem, client: createKubeClient({ kubeconfigPath: server.kubeconfigPath }) }
  const later = fresh.watchKind({ ...rest, name: 'later', path: '/api/v1/later', isOptional: true })
  const first = fresh.watchKind({ ...rest, name: 'first', path: '/api/v1/first' })
  try {
    fresh.startCachedKinds()
    const asked = await server.next()
    expect(asked.path).toBe('/api/v1/first')
    asked.sendJson(200, { apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: '5' }, items: [] })
    const paths = [(await server.next()).path, (await server.next()).path]
    expect(paths.toSorted()).toEqual(['/api/v1/first', '/api/v1/later'])
  } finally {
    first.stop()
    later.stop()
    vi.unstubAllGlobals()
  }
})
