import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { CachedKind, CacheChange } from '#lib/kube/cache.ts'
import { ADMIN_CHANNEL, LiveHub } from './hub.ts'
import { publishKind, publishView } from './publish.ts'
import { createBodySink } from './stream-sink.ts'

interface Item {
  name: string
  secret: string
}

const ALICE = 'user-alice-storage'

/** A list that is changed by hand instead of by a watch. */
function createList(isNamespaced = true) {
  const items = new Map<string, Item>()
  const listeners = new Set<(change: CacheChange<Item>) => void>()
  const toKey = ({ namespace, name }: { namespace?: string; name: string }) =>
    namespace ? `${namespace}/${name}` : name
  const cached = {
    name: 'test',
    get: (ref: { namespace?: string; name: string }) => items.get(toKey(ref)),
    subscribe(listener: (change: CacheChange<Item>) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as Pick<CachedKind<Item>, 'name' | 'get' | 'subscribe'> as CachedKind<Item>
  function set(key: string, item: Item | undefined): void {
    const previous = items.get(key)
    if (item) items.set(key, item)
    else items.delete(key)
    const namespace = isNamespaced ? (key.split('/')[0] ?? null) : null
    for (const listener of listeners) listener({ namespace, key, item, previous })
  }
  return { cached, set }
}

interface Seen {
  channel: string
  kind: string
  key: string
  item: unknown
}

class RecordingHub extends LiveHub {
  readonly seen: Seen[] = []
  override publish(channel: string, change: { kind: string; key: string; item: unknown }): void {
    this.seen.push({ channel, ...change })
    super.publish(channel, change)
  }
}

function createHub(channels: { isWatched: boolean }): RecordingHub {
  const hub = new RecordingHub()
  if (channels.isWatched) {
    hub.open(
      { userUid: 'a', spaces: ['u/alice'], isAdmin: true, since: null, endsAtMs: Infinity },
      createBodySink().sink,
    )
  }
  return hub
}

test('members see what is meant for them, administrators what is meant for those', () => {
  const hub = createHub({ isWatched: true })
  const { cached, set } = createList()
  const kind = randomUUID()
  publishKind(
    { kind, cached, toDto: ({ name }) => ({ name }), toAdminDto: ({ name }) => ({ name, forAdmins: true }) },
    () => hub,
  )
  set(`${ALICE}/disk`, { name: 'disk', secret: 'x' })
  set(`${ALICE}/disk`, undefined)
  expect(hub.seen).toEqual([
    { channel: ALICE, kind, key: 'disk', item: { name: 'disk' } },
    { channel: ADMIN_CHANNEL, kind, key: `${ALICE}/disk`, item: { name: 'disk', forAdmins: true } },
    { channel: ALICE, kind, key: 'disk', item: undefined },
    { channel: ADMIN_CHANNEL, kind, key: `${ALICE}/disk`, item: undefined },
  ])
})

test('without a form for them, neither members nor administrators see anything', () => {
  const hub = createHub({ isWatched: true })
  const { cached, set } = createList()
  publishKind({ kind: randomUUID(), cached, toAdminDto: () => null }, () => hub)
  set(`${ALICE}/disk`, { name: 'disk', secret: 'x' })
  expect(hub.seen.map(({ channel, item }) => [channel, item])).toEqual([[ADMIN_CHANNEL, undefined]])
})

test('where nobody looks nothing is put into words, but the change is remembered', () => {
  const hub = createHub({ isWatched: false })
  const { cached, set } = createList()
  const position = hub.getPosition()
  const toDto = () => {
    throw new Error('nobody asked')
  }
  publishKind({ kind: randomUUID(), cached, toDto }, () => hub)
  set(`${ALICE}/disk`, { name: 'disk', secret: 'x' })
  expect(hub.seen).toEqual([])
  expect(hub.getPosition()).not.toBe(position)
})

test('a change that cannot be put into words counts as missed, and others go on', () => {
  const hub = createHub({ isWatched: true })
  const { cached, set } = createList()
  const position = hub.getPosition()
  const toDto = ({ name }: Item) => {
    if (name === 'bad') throw new Error('a mistake')
    return name
  }
  publishKind({ kind: randomUUID(), cached, toDto }, () => hub)
  set(`${ALICE}/bad`, { name: 'bad', secret: 'x' })
  expect(hub.getPosition()).not.toBe(position)
  set(`${ALICE}/good`, { name: 'good', secret: 'x' })
  expect(hub.seen.map(({ key }) => key)).toEqual(['good'])
})

test('a kind without namespaces can belong to a space', () => {
  const hub = createHub({ isWatched: true })
  const { cached, set } = createList(false)
  publishKind(
    { kind: randomUUID(), cached, toDto: ({ name }) => name, toNamespace: ({ name }) => `user-${name}-storage` },
    () => hub,
  )
  set('alice', { name: 'alice', secret: 'x' })
  set('alice', undefined)
  expect(hub.seen.map(({ channel, key, item }) => [channel, key, item])).toEqual([
    [ALICE, 'alice', 'alice'],
    [ALICE, 'alice', undefined],
  ])
})

test('an item is announced again when what it is shown with has changed', () => {
  const hub = createHub({ isWatched: true })
  const { cached, set } = createList()
  let used = 1
  const live = publishKind({ kind: randomUUID(), cached, toDto: () => used }, () => hub)
  set(`${ALICE}/disk`, { name: 'disk', secret: 'x' })
  used = 2
  live.announce({ namespace: ALICE, name: 'disk' })
  live.announce({ namespace: ALICE, name: 'gone' })
  expect(hub.seen.map(({ item }) => item)).toEqual([1, 2])
})

test('a view is made once for a burst of changes in its sources', async () => {
  const hub = createHub({ isWatched: true })
  const [first, second] = [createList(), createList()]
  const kind = randomUUID()
  let count = 0
  publishView(
    { kind, sources: [first.cached, second.cached], build: (namespace) => `${namespace} ${(count += 1)}` },
    () => hub,
  )
  for (let index = 0; index < 50; index += 1) {
    first.set(`${ALICE}/${index}`, { name: 'x', secret: 'x' })
    second.set(`${ALICE}/${index}`, { name: 'x', secret: 'x' })
    first.set(`user-bob-storage/${index}`, { name: 'x', secret: 'x' })
  }
  await expect.poll(() => hub.seen).toEqual([{ channel: ALICE, kind, key: kind, item: `${ALICE} 1` }])
  expect(count).toBe(1)
})
