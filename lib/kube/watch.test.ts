import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { bookmark, line, list, pod, scriptPods, until } from './scripted-pods.ts'

const { answerList, countRequests, log, nextRequest, openWatch, problems, start } = scriptPods()

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
}

test('lists in pages, then watches from the version of the list, with bookmarks and a time limit of its own', async () => {
  const pods = start({ query: { labelSelector: 'app' } })
  expect(pods.ageMs()).toBe(Infinity)
  const first = await nextRequest()
  expect(first.query).toEqual({ labelSelector: 'app', limit: '250' })
  first.sendJson(200, list(10, [pod('a', 1, 'red'), pod('b', 2)], 'page-2'))
  const second = await nextRequest()
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
  const pods = start({
    toItem: (raw) => {
      kinds.push(`${raw.apiVersion} ${raw.kind}`)
      return null
    },
  })
  await answerList(list(10, [pod('a', 1)]))
  await pods.synced
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
  ;(await nextRequest()).cut()
  await paused.promise
  const timersInPause = countTimers()
  pods.stop()
  await expect(pods.synced).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(countTimers()).toBeLessThan(timersInPause)
  expect(countRequests()).toBe(1)
})
