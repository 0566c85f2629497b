import { expect, test } from 'vitest'
import { ADMIN_CHANNEL, LiveHub } from './hub.ts'
import type { StreamRequest } from './hub.ts'
import { createBodySink } from './stream-sink.ts'

const ALICE = 'user-alice-storage'
const GROUP = 'group-k3f9-storage'

function ask(change: Partial<StreamRequest> = {}): StreamRequest {
  return { userUid: 'uid-alice', spaces: ['u/alice'], isAdmin: false, since: null, endsAtMs: Infinity, ...change }
}

function open(hub: LiveHub, change: Partial<StreamRequest> = {}): ReadableStream<Uint8Array> {
  const { sink, body } = createBodySink()
  hub.open(ask(change), sink)
  return body
}

interface Event {
  id?: string
  event: string
  data: Record<string, unknown>
}

interface Reader {
  /** The next events up to and with one of this name; comments and the retry line are passed over. */
  until(name: string): Promise<Event[]>
  rest(): Promise<Event[]>
  cancel(): Promise<void>
}

function read(stream: ReadableStream<Uint8Array>): Reader {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  const events: Event[] = []
  async function more(): Promise<boolean> {
    const { done, value } = await reader.read()
    for (const block of decoder.decode(value, { stream: true }).split('\n\n')) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))) as Record<
        string,
        string
      >
      if (fields.event && fields.data) {
        const data = JSON.parse(fields.data) as Record<string, unknown>
        events.push({ ...(fields.id ? { id: fields.id } : {}), event: fields.event, data })
      }
    }
    return !done
  }
  return {
    async until(name) {
      while (!events.some(({ event }) => event === name)) if (!(await more())) throw new Error(`ended before ${name}`)
      return events.splice(0, events.findIndex(({ event }) => event === name) + 1)
    },
    async rest() {
      while (await more());
      return events.splice(0)
    },
    cancel: () => reader.cancel(),
  }
}

const names = (events: Event[]) => events.map(({ event }) => event)

test('a stream tells of its own spaces only', async () => {
  const hub = new LiveHub()
  const reader = read(open(hub, { spaces: ['u/alice', 'g/k3f9'] }))
  const [ready] = await reader.until('cluster')
  expect(ready).toMatchObject({ event: 'ready', data: { spaces: ['u/alice', 'g/k3f9'], isAdmin: false } })
  hub.publish('user-bob-storage', { kind: 'volumes', key: 'b', item: {} })
  hub.publish(ADMIN_CHANNEL, { kind: 'users', key: 'bob', item: {} })
  hub.publish(ALICE, { kind: 'volumes', key: 'a', item: { size: 1 } })
  hub.publish(GROUP, { kind: 'volumes', key: 'g', item: undefined })
  hub.close()
  expect((await reader.rest()).map(({ event, data }) => ({ event, data }))).toEqual([
    { event: 'change', data: { space: 'u/alice', kind: 'volumes', key: 'a', item: { size: 1 } } },
    { event: 'change', data: { space: 'g/k3f9', kind: 'volumes', key: 'g', item: null } },
    { event: 'end', data: { reason: 'shutdown' } },
  ])
})

test('an administrator’s stream has a channel of its own', async () => {
  const hub = new LiveHub()
  const reader = read(open(hub, { spaces: [], isAdmin: true }))
  hub.publish(ADMIN_CHANNEL, { kind: 'users', key: 'bob', item: { name: 'Bob' } })
  expect((await reader.until('change')).at(-1)?.data).toEqual({
    space: null,
    kind: 'users',
    key: 'bob',
    item: { name: 'Bob' },
  })
  await reader.cancel()
})

test('text with line breaks stays one event', async () => {
  const hub = new LiveHub()
  const reader = read(open(hub))
  const item = { text: 'a\n\nevent: end\ndata: {}\n\n\u2028 藍' }
  hub.publish(ALICE, { kind: 'x', key: 'k', item })
  expect((await reader.until('change')).at(-1)?.data.item).toEqual(item)
  await reader.cancel()
})

test('who comes again with the last id gets what was missed, and nothing else', async () => {
  const hub = new LiveHub()
  const first = read(open(hub))
  hub.publish(ALICE, { kind: 'x', key: '1', item: 1 })
  const id = (await first.until('change')).at(-1)?.id ?? null
  await first.cancel()
  expect(hub.streamCount).toBe(0)
  hub.publish(ALICE, { kind: 'x', key: '2', item: 2 })
  hub.publish('user-bob-storage', { kind: 'x', key: '3', item: 3 })
  const second = read(open(hub, { since: id }))
  const events = await second.until('cluster')
  expect(names(events)).toEqual(['ready', 'change', 'cluster'])
  expect(events[1]?.data.key).toBe('2')
  // Cut off here, the browser would still come again with the position it had before.
  expect(events[0]).not.toHaveProperty('id')
  await second.cancel()
})

test('a page’s position lets nothing fall between the page and its stream', async () => {
  const hub = new LiveHub()
  const quiet = hub.getPosition()
  expect(names(await read(open(hub, { since: quiet })).until('cluster'))).toEqual(['ready', 'cluster'])
  const position = hub.getPosition()
  hub.mark(GROUP)
  const events = await read(open(hub, { spaces: ['g/k3f9'], since: position })).until('cluster')
  expect(names(events)).toEqual(['ready', 'resync', 'cluster'])
  expect(events[1]?.data).toEqual({ spaces: ['g/k3f9'], isAdmin: false })
})

test.each(['', 'nonsense', '000000000000-1', 'x-1'])('with the position %j everything is read again', async (since) => {
  const hub = new LiveHub()
  expect(names(await read(open(hub, { since })).until('cluster'))).toEqual(['ready', 'resync', 'cluster'])
})

test('a space nobody has looked at for a while is recorded no more', async () => {
  const hub = new LiveHub()
  const reader = read(open(hub))
  await reader.until('ready')
  await reader.cancel()
  hub.sweep(performance.now())
  expect(hub.isWatched(ALICE)).toBe(true)
  hub.sweep(performance.now() + 61_000)
  expect(hub.isWatched(ALICE)).toBe(false)
})

test('a slow reader is dropped to a resync, its memory stays bounded, and others do not wait', async () => {
  let lags = 0
  const hub = new LiveHub({ onLag: () => (lags += 1) })
  const slowBody = open(hub)
  const quick = read(open(hub))
  const item = 'x'.repeat(1000)
  for (let index = 0; index < 100; index += 1) {
    hub.publish(ALICE, { kind: 'x', key: String(index), item })
    await quick.until('change')
  }
  expect(lags).toBe(1)
  const slow = read(slowBody)
  const events = await slow.until('resync')
  expect(names(events).filter((name) => name === 'change').length).toBeLessThan(35)
  await slow.until('cluster')
  hub.publish(ALICE, { kind: 'x', key: 'after', item: 1 })
  expect((await slow.until('change')).at(-1)?.data.key).toBe('after')
  // What it missed has no gap: it goes on from the resync's position.
  expect(events.at(-1)?.id).toBe(hub.getPosition().replace('101', '100'))
  hub.close()
})

test('a reader that reads nothing for a minute is let go', async () => {
  const hub = new LiveHub()
  const body = open(hub)
  for (let index = 0; index < 100; index += 1) hub.publish(ALICE, { kind: 'x', key: 'k', item: 'x'.repeat(1000) })
  hub.sweep(performance.now() + 59_000)
  expect(hub.streamCount).toBe(1)
  hub.sweep(performance.now() + 61_000)
  expect(hub.streamCount).toBe(0)
  expect((await read(body).rest()).at(-1)).toEqual({ event: 'end', data: { reason: 'too-slow' } })
})

test('streams end for a person, for a space, and by their age', async () => {
  const hub = new LiveHub()
  const userUid = 'uid-bob'
  const own = read(open(hub))
  const shared = read(open(hub, { spaces: ['g/k3f9'] }))
  const other = read(open(hub, { userUid, spaces: ['g/k3f9'] }))
  const last = read(open(hub, { userUid, spaces: ['u/bob'] }))
  hub.endForUser('uid-alice', 'signed-out')
  expect((await own.rest()).at(-1)?.data).toEqual({ reason: 'signed-out' })
  expect((await shared.rest()).at(-1)?.data).toEqual({ reason: 'signed-out' })
  hub.endForChannel(GROUP, 'access-changed')
  expect((await other.rest()).at(-1)?.data).toEqual({ reason: 'access-changed' })
  hub.sweep(performance.now() + 13 * 60_000)
  expect((await last.rest()).at(-1)?.data).toEqual({ reason: 'renew' })
  expect(hub.streamCount).toBe(0)
})

test('a stream ends no later than the rights that let it in have to be confirmed', async () => {
  const hub = new LiveHub()
  const body = read(open(hub, { endsAtMs: Date.now() + 60_000 }))
  hub.sweep(performance.now() + 30_000)
  expect(hub.streamCount).toBe(1)
  hub.sweep(performance.now() + 61_000)
  expect((await body.rest()).at(-1)?.data).toEqual({ reason: 'renew' })
})

test('one person cannot take all streams, and none are opened while the process ends', async () => {
  const hub = new LiveHub()
  const bodies = Array.from({ length: 20 }, () => open(hub))
  expect(() => open(hub)).toThrow(expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }))
  expect(() => open(hub, { userUid: 'uid-bob' })).not.toThrow()
  await bodies[0]?.cancel()
  expect(() => open(hub)).not.toThrow()
  hub.close()
  expect(() => open(hub)).toThrow(expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }))
})

test('a cluster that is away is told once, and again when it is back', async () => {
  const hub = new LiveHub()
  const reader = read(open(hub))
  await reader.until('cluster')
  for (const ageSeconds of [31, 32, 33]) hub.setClusterState({ isCurrent: false, ageSeconds })
  const late = await read(open(hub)).until('cluster')
  expect(late.at(-1)?.data).toEqual({ isCurrent: false, ageSeconds: 33 })
  hub.setClusterState({ isCurrent: true, ageSeconds: 0 })
  hub.close()
  expect((await reader.rest()).map(({ event, data }) => [event, data.isCurrent])).toEqual([
    ['cluster', false],
    ['cluster', true],
    ['end', undefined],
  ])
})

test('a beat keeps a quiet stream open without being an event', async () => {
  const hub = new LiveHub()
  const body = open(hub)
  hub.beat()
  hub.close()
  const text = await new Response(body).text()
  expect(text).toMatch(/^retry: 2000\n\n/)
  expect(text).toContain('\n\n: still here\n\n')
})
