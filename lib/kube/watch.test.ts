import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppError } from '#lib/errors.ts'
import { createKubeClient } from './client.ts'
import type { KubeClient } from './client.ts'
import { getKubeCase } from './errors.ts'
import type { KubeObject } from './object.ts'
import { startScriptedServer } from './scripted-server.ts'
import type { Exchange, ScriptedServer } from './scripted-server.ts'
import { watchList } from './watch.ts'
import type { WatchedList, WatchOptions } from './watch.ts'

interface Item {
  name: string
  color: string
}

let server: ScriptedServer
let client: KubeClient
let watched: WatchedList<Item> | undefined
let log: string[]
let problems: AppError[]

beforeEach(async () => {
  server = await startScriptedServer()
  client = createKubeClient({ kubeconfigPath: server.kubeconfigPath })
  log = []
  problems = []
})

afterEach(async () => {
  watched?.stop()
  await server.close()
})

function toItem(raw: KubeObject): Item | null {
  const color = raw.metadata.labels?.color
  if (color === 'poison') throw new Error('cannot be read')
  return color === undefined ? null : { name: raw.metadata.name, color }
}

function start(options: Partial<WatchOptions<Item>> = {}): WatchedList<Item> {
  watched = watchList<Item>({
    client,
    path: '/api/v1/pods',
    toItem,
    onChange: (key, item) => log.push(`${key}=${item?.color ?? 'gone'}`),
    onRelist: () => log.push('relist'),
    onProblem: (problem) => problems.push(problem),
    backoffMs: (failures) => {
      log.push(`back-off ${failures}`)
      return 0
    },
    ...options,
  })
  return watched
}

function pod(name: string, version: number, color?: string) {
  return { metadata: { name, namespace: 'x', resourceVersion: String(version), labels: color ? { color } : {} } }
}

function list(version: number, items: object[], token?: string) {
  return { apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: String(version), continue: token }, items }
}

function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`
}

function bookmark(version: number): string {
  return line('BOOKMARK', { kind: 'Pod', metadata: { resourceVersion: String(version) } })
}

const gone = { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired', message: 'too old resource version' }

/** Answers the list, then opens the watch that follows it. */
async function answerList(body: object): Promise<Exchange> {
  const listing = await server.next()
  expect(listing.query).not.toHaveProperty('watch')
  listing.sendJson(200, body)
  return openWatch()
}

async function openWatch(): Promise<Exchange> {
  const watch = await server.next()
  expect(watch.query.watch).toBe('true')
  watch.openWatch()
  return watch
}

/** Waits until something came true, however many turns that takes; the test's own time limit ends it otherwise. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await nextTurn()
}

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
}

test('lists in pages, then watches from the version of the list, with bookmarks and a time limit of its own', async () => {
  const pods = start({ query: { labelSelector: 'app' } })
  expect(pods.ageMs()).toBe(Infinity)
  const first = await server.next()
  expect(first.query).toEqual({ labelSelector: 'app', limit: '250' })
  first.sendJson(200, list(10, [pod('a', 1, 'red'), pod('b', 2)], 'page-2'))
  const second = await server.next()
  expect(second.query).toEqual({ labelSelector: 'app', limit: '250', continue: 'page-2' })
  second.sendJson(200, list(10, [pod('c', 3, 'blue')]))
  const { query } = await openWatch()
  await pods.synced
  expect(query).toMatchObject({ labelSelector: 'app', allowWatchBookmarks: 'true', resourceVersion: '10' })
  expect(Number(query.timeoutSeconds)).toBeGreaterThanOrEqual(300)
  expect(Number(query.timeoutSeconds)).toBeLessThanOrEqual(600)
  expect([...pods.items]).toEqual([
    ['x/a', { name: 'a', color: 'red' }],
    ['x/c', { name: 'c', color: 'blue' }],
  ])
  expect(log).toEqual(['x/a=red', 'x/c=blue', 'relist'])
  expect(pods.resourceVersion).toBe('10')
})

test('objects of a list say what they are, as those of a watch do', async () => {
  const kinds: string[] = []
  start({
    toItem: (raw) => {
      kinds.push(`${raw.apiVersion} ${raw.kind}`)
      return null
    },
  })
  await answerList(list(10, [pod('a', 1)]))
  await watched?.synced
  expect(kinds).toEqual(['v1 Pod'])
})

test('events change the items, bookmarks only the version', async () => {
  const pods = start()
  const { response } = await answerList(list(10, [pod('a', 1, 'red')]))
  response.write(line('ADDED', pod('b', 11, 'blue')) + line('MODIFIED', pod('a', 12, 'green')) + bookmark(20))
  await until(() => pods.resourceVersion === '20')
  expect(pods.ageMs()).toBe(0)
  response.write(
    line('MODIFIED', pod('b', 21)) + line('DELETED', pod('a', 22, 'green')) + line('DELETED', pod('z', 23)),
  )
  await until(() => pods.resourceVersion === '23')
  expect(pods.items.size).toBe(0)
  expect(log).toEqual(['x/a=red', 'relist', 'x/b=blue', 'x/a=green', 'x/b=gone', 'x/a=gone'])
  expect(problems).toEqual([])
})

test('a watch that ends in order is continued from the last bookmark, without pause', async () => {
  const pods = start()
  const watch = await answerList(list(10, []))
  watch.response.end(line('ADDED', pod('a', 11, 'red')) + bookmark(30))
  const next = await openWatch()
  expect(next.query.resourceVersion).toBe('30')
  expect(pods.items.size).toBe(1)
  expect(log).toEqual(['relist', 'x/a=red'])
})

test('a watch that ends without a word is begun anew with the list, with pauses that grow until one speaks', async () => {
  start()
  ;(await answerList(list(10, []))).response.end()
  ;(await answerList(list(10, []))).response.end()
  ;(await answerList(list(10, []))).response.end(bookmark(11))
  ;(await openWatch()).response.end()
  await answerList(list(11, []))
  expect(log.filter((entry) => entry !== 'relist')).toEqual(['back-off 0', 'back-off 1', 'back-off 0'])
  expect(problems).toEqual([])
})

test('410 as an answer and 410 as an event both lead to a new list, and only differences are announced', async () => {
  const pods = start()
  const first = await answerList(list(10, [pod('a', 1, 'red'), pod('b', 2, 'blue'), pod('c', 3, 'green')]))
  const a = pods.items.get('x/a')
  first.response.write(bookmark(11) + line('ERROR', gone))
  const second = await answerList(list(20, [pod('a', 1, 'red'), pod('c', 15, 'black'), pod('d', 16, 'white')]))
  second.response.end(bookmark(21))
  const refused = await server.next()
  expect(refused.query.resourceVersion).toBe('21')
  refused.sendJson(410, gone)
  await answerList(list(30, [pod('a', 1, 'red'), pod('c', 15, 'black')]))
  await until(() => pods.resourceVersion === '30')
  expect(log).toEqual([
    'x/a=red',
    'x/b=blue',
    'x/c=green',
    'relist',
    'x/b=gone',
    'x/c=black',
    'x/d=white',
    'relist',
    'x/d=gone',
    'relist',
  ])
  expect(pods.items.get('x/a')).toBe(a)
  expect(problems).toEqual([])
})

test('410 again right after a new list is a problem and waits', async () => {
  start()
  const listing = await server.next()
  listing.sendJson(200, list(10, []))
  ;(await server.next()).sendJson(410, gone)
  ;(await server.next()).sendJson(200, list(11, []))
  ;(await server.next()).sendJson(410, gone)
  await answerList(list(12, []))
  expect(log).toEqual(['relist', 'relist', 'back-off 1', 'relist'])
  expect(problems.map(getKubeCase)).toEqual(['expired'])
})

test('a continue token that expires leads to one list in one piece', async () => {
  const pods = start()
  ;(await server.next()).sendJson(200, list(10, [pod('a', 1, 'red')], 'page-2'))
  ;(await server.next()).sendJson(410, gone)
  const whole = await server.next()
  expect(whole.query).toEqual({})
  whole.sendJson(200, list(20, [pod('b', 12, 'blue')]))
  const watch = await openWatch()
  expect(watch.query.resourceVersion).toBe('20')
  await pods.synced
  expect(log).toEqual(['x/b=blue', 'relist'])
  expect(problems).toEqual([])
})

test('a connection cut in the middle of a line is continued after the last whole line', async () => {
  const pods = start()
  const watch = await answerList(list(10, []))
  const half = line('ADDED', pod('b', 12, 'blue')).slice(0, 40)
  watch.response.write(line('ADDED', pod('a', 11, 'red')) + half)
  await until(() => pods.items.size === 1)
  watch.cut()
  const next = await openWatch()
  expect(next.query.resourceVersion).toBe('11')
  next.response.write(line('ADDED', pod('b', 12, 'blue')))
  await until(() => pods.items.size === 2)
  expect(problems.map(getKubeCase)).toEqual(['cut-off'])
})

test('characters and lines split between packets come out whole', async () => {
  const pods = start()
  const { response } = await answerList(list(10, []))
  const bytes = Buffer.from(line('ADDED', pod('a', 11, '碼頭⚓𝄞')))
  for (const byte of bytes) {
    response.write(Buffer.from([byte]))
    await nextTurn()
  }
  await until(() => pods.items.size === 1)
  expect(pods.items.get('x/a')?.color).toBe('碼頭⚓𝄞')
})

test('a line that is no JSON leads to a new list, because it may have hidden a change', async () => {
  const pods = start()
  const watch = await answerList(list(10, [pod('a', 1, 'red')]))
  watch.response.write(`{"type":"ADDED","object":{"secret":\n${line('ADDED', pod('b', 12, 'blue'))}`)
  await answerList(list(20, [pod('b', 12, 'blue')]))
  await until(() => pods.resourceVersion === '20')
  expect(log).toEqual(['x/a=red', 'relist', 'back-off 0', 'x/a=gone', 'x/b=blue', 'relist'])
  expect(problems.map(getKubeCase)).toEqual(['unreadable'])
})

test('an object that cannot be read is left out, reported once, and seen again when it can be', async () => {
  const pods = start()
  const { response } = await answerList(list(10, [pod('a', 1, 'red'), pod('bad', 2, 'poison')]))
  response.write(line('MODIFIED', pod('bad', 11, 'poison')) + line('MODIFIED', pod('a', 12, 'poison')) + bookmark(13))
  await until(() => pods.resourceVersion === '13')
  expect(pods.items.size).toBe(0)
  expect(problems.map((problem) => problem.details.key)).toEqual(['x/bad', 'x/a'])
  response.write(line('MODIFIED', pod('a', 14, 'green')) + line('MODIFIED', pod('a', 15, 'poison')) + bookmark(16))
  await until(() => pods.resourceVersion === '16')
  expect(log).toEqual(['x/a=red', 'relist', 'x/a=gone', 'x/a=green', 'x/a=gone'])
  expect(problems.map((problem) => problem.details.key)).toEqual(['x/bad', 'x/a', 'x/a'])
})

test('callbacks that throw stop nothing', async () => {
  const pods = start({
    onChange: () => {
      throw new Error('a bug')
    },
    onRelist: () => {
      throw new Error('a bug')
    },
    onProblem: (problem) => {
      problems.push(problem)
      throw new Error('another bug')
    },
  })
  const { response } = await answerList(list(10, [pod('a', 1, 'red')]))
  response.write(line('ADDED', pod('b', 11, 'blue')))
  await until(() => pods.items.size === 2)
  await pods.synced
  expect(problems.map((problem) => problem.code)).toEqual(['INTERNAL', 'INTERNAL', 'INTERNAL'])
})

test('a list that fails is tried again with growing pauses; the first success is reported as synced', async () => {
  const pods = start()
  const status = { kind: 'Status', code: 500, reason: 'InternalError', message: 'etcdserver: no leader' }
  ;(await server.next()).cut()
  ;(await server.next()).sendJson(500, status)
  ;(await server.next()).sendJson(403, { ...status, code: 403, reason: 'Forbidden' })
  const { response } = await answerList(list(10, []))
  await pods.synced
  expect(log).toEqual(['back-off 0', 'back-off 1', 'back-off 2', 'relist'])
  expect(problems.map(getKubeCase)).toEqual(['cut-off', 'server-error', 'forbidden'])
  response.write(bookmark(11))
  await until(() => pods.resourceVersion === '11')
  response.destroy()
  await openWatch()
  expect(log.at(-1)).toBe('back-off 0')
})

test('a watch that is refused keeps the items and is tried again from the same version', async () => {
  const pods = start()
  const watch = await answerList(list(10, [pod('a', 1, 'red')]))
  watch.cut()
  ;(await server.next()).sendJson(500, { kind: 'Status', code: 500, reason: 'InternalError', message: 'no' })
  expect(pods.ageMs()).toBeGreaterThan(0)
  expect((await openWatch()).query.resourceVersion).toBe('10')
  expect(pods.items.size).toBe(1)
  expect(problems.map(getKubeCase)).toEqual(['cut-off', 'server-error'])
})

test('a version that the server has not reached leads to a new list', async () => {
  const pods = start()
  const watch = await answerList(list(900, [pod('a', 1, 'red')]))
  watch.cut()
  ;(await server.next()).sendJson(504, {
    kind: 'Status',
    code: 504,
    reason: 'Timeout',
    message: 'Too large resource version',
    details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] },
  })
  await answerList(list(5, []))
  await until(() => pods.resourceVersion === '5')
  expect(pods.items.size).toBe(0)
})

test('a silent watch is given up and the list is read again', async () => {
  const pods = start({ idleTimeoutMs: 20 })
  await answerList(list(900, [pod('a', 1, 'red')]))
  const listing = await server.next()
  pods.stop()
  expect(listing.query).toEqual({ limit: '250' })
  expect(problems).toEqual([])
})

test('a quiet watch that is followed anew is not older for it', async () => {
  const idleTimeoutMs = 500
  const pods = start({ idleTimeoutMs })
  await answerList(list(900, [pod('a', 1, 'red')]))
  await server.next()
  expect(pods.ageMs()).toBeLessThan(idleTimeoutMs)
})

test('an open watch is current while the server answers anything, and grows old when it hangs', async () => {
  const pods = start({ silentMs: 30, pulseIntervalMs: 10 })
  await answerList(list(10, [pod('a', 1, 'red')]))
  await pods.synced
  const answer = async () => {
    const asked = await server.next()
    expect(asked.path).toBe('/version')
    asked.sendJson(200, { major: '1' })
  }
  await until(() => pods.ageMs() > 30)
  await answer()
  await until(() => pods.ageMs() === 0)
  // From here on nothing is answered any more.
  await until(() => pods.ageMs() > 30)
  expect(problems).toEqual([])
})

test('stop ends an open watch at once', async () => {
  const pods = start()
  const watch = await answerList(list(10, [pod('a', 1, 'red')]))
  await pods.synced
  const closed = new Promise((resolve) => watch.response.once('close', resolve))
  pods.stop()
  await closed
  expect(problems).toEqual([])
})

test('stop from inside a change takes effect before the next line', async () => {
  const pods = start({
    onChange: (key) => {
      log.push(key)
      pods.stop()
    },
  })
  const watch = await answerList(list(10, []))
  const closed = new Promise((resolve) => watch.response.once('close', resolve))
  watch.response.write(line('ADDED', pod('a', 11, 'red')) + line('ADDED', pod('b', 12, 'blue')))
  await closed
  expect(log).toEqual(['relist', 'x/a'])
  expect(pods.items.size).toBe(1)
})

test('stop during a pause ends it, and whoever waits for the first list is told', async () => {
  const paused = Promise.withResolvers<void>()
  const pods = start({
    backoffMs: () => {
      paused.resolve()
      return 1_000_000_000
    },
  })
  ;(await server.next()).cut()
  await paused.promise
  const timersInPause = countTimers()
  pods.stop()
  await expect(pods.synced).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(countTimers()).toBeLessThan(timersInPause)
  expect(server.count()).toBe(1)
})
