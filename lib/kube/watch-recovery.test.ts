import { expect, test } from 'vitest'
import { getKubeCase } from './errors.ts'
import { bookmark, line, list, pod, scriptPods, until } from './scripted-pods.ts'

const { answerList, log, nextRequest, openWatch, problems, start } = scriptPods()

const gone = { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired', message: 'too old resource version' }

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
  const refused = await nextRequest()
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
  const listing = await nextRequest()
  listing.sendJson(200, list(10, []))
  ;(await nextRequest()).sendJson(410, gone)
  ;(await nextRequest()).sendJson(200, list(11, []))
  ;(await nextRequest()).sendJson(410, gone)
  await answerList(list(12, []))
  expect(log).toEqual(['relist', 'relist', 'back-off 1', 'relist'])
  expect(problems.map(getKubeCase)).toEqual(['expired'])
})

test('a continue token that expires leads to one list in one piece', async () => {
  const pods = start()
  ;(await nextRequest()).sendJson(200, list(10, [pod('a', 1, 'red')], 'page-2'))
  ;(await nextRequest()).sendJson(410, gone)
  const whole = await nextRequest()
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

test('a line that is no JSON leads to a new list, because it may have hidden a change', async () => {
  const pods = start()
  const watch = await answerList(list(10, [pod('a', 1, 'red')]))
  watch.response.write(`{"type":"ADDED","object":{"secret":\n${line('ADDED', pod('b', 12, 'blue'))}`)
  await answerList(list(20, [pod('b', 12, 'blue')]))
  await until(() => pods.resourceVersion === '20')
  expect(log).toEqual(['x/a=red', 'relist', 'back-off 0', 'x/a=gone', 'x/b=blue', 'relist'])
  expect(problems.map(getKubeCase)).toEqual(['unreadable'])
})

test('a list that fails is tried again with growing pauses; the first success is reported as synced', async () => {
  const pods = start()
  const status = { kind: 'Status', code: 500, reason: 'InternalError', message: 'etcdserver: no leader' }
  ;(await nextRequest()).cut()
  ;(await nextRequest()).sendJson(500, status)
  ;(await nextRequest()).sendJson(403, { ...status, code: 403, reason: 'Forbidden' })
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
  ;(await nextRequest()).sendJson(500, { kind: 'Status', code: 500, reason: 'InternalError', message: 'no' })
  expect(pods.ageMs()).toBeGreaterThan(0)
  expect((await openWatch()).query.resourceVersion).toBe('10')
  expect(pods.items.size).toBe(1)
  expect(problems.map(getKubeCase)).toEqual(['cut-off', 'server-error'])
})

test('a version that the server has not reached leads to a new list', async () => {
  const pods = start()
  const watch = await answerList(list(900, [pod('a', 1, 'red')]))
  watch.cut()
  ;(await nextRequest()).sendJson(504, {
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
  const listing = await nextRequest()
  pods.stop()
  expect(listing.query).toEqual({ limit: '250' })
  expect(problems).toEqual([])
})

test('a quiet watch that is followed anew is not older for it', async () => {
  const idleTimeoutMs = 500
  const pods = start({ idleTimeoutMs })
  await answerList(list(900, [pod('a', 1, 'red')]))
  await nextRequest()
  expect(pods.ageMs()).toBeLessThan(idleTimeoutMs)
})

test('an open watch is current while the server answers anything, and grows old when it hangs', async () => {
  const pods = start({ silentMs: 30, pulseIntervalMs: 10 })
  await answerList(list(10, [pod('a', 1, 'red')]))
  await pods.synced
  const answer = async () => {
    const asked = await nextRequest()
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
