import { once } from 'node:events'
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { APPLY_PATCH, createKubeClient } from './client.ts'
import type { KubeClient, KubeRequest, RequestEvent } from './client.ts'
import { getKubeCase } from './errors.ts'
import { startScriptedServer } from './scripted-server.ts'
import type { ScriptedServer } from './scripted-server.ts'

let server: ScriptedServer
let client: KubeClient
let events: RequestEvent[]

beforeEach(async () => {
  server = await startScriptedServer()
  events = []
  client = createKubeClient({ kubeconfigPath: server.kubeconfigPath, onRequest: (event) => events.push(event) })
})

afterEach(() => server.close())

async function catchError(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw error
}

const toReason = (reason: unknown) => reason

const tooMany = { kind: 'Status', code: 429, reason: 'TooManyRequests', message: 'slow down' }
const away = { kind: 'Status', code: 503, reason: 'ServiceUnavailable', message: 'away' }
const soon = { 'retry-after': '0' }

test('a request carries token, query and JSON body, and its answer is parsed', async () => {
  const answer = client.request({
    method: 'POST',
    path: '/api/v1/namespaces/x/pods',
    query: { dryRun: 'All', force: undefined },
    body: { name: '碼頭' },
  })
  const exchange = await server.next()
  expect(exchange).toMatchObject({
    method: 'POST',
    path: '/api/v1/namespaces/x/pods',
    query: { dryRun: 'All' },
    body: '{"name":"碼頭"}',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
  })
  expect(exchange.query).not.toHaveProperty('force')
  exchange.sendJson(201, { made: true })
  expect(await answer).toEqual({ made: true })
  expect(events).toEqual([{ verb: 'create', resource: 'pods', status: 201, durationMs: expect.any(Number) }])
})

test('an answer that is no JSON is given as text', async () => {
  const answer = client.request<string>({ path: '/readyz' })
  const { response } = await server.next()
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok')
  expect(await answer).toBe('ok')
})

test('an answer that claims to be JSON and is not is unreadable, and not quoted', async () => {
  const error = catchError(client.request({ path: '/api/v1/secrets' }))
  const { response } = await server.next()
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"password": hunter2')
  expect(getKubeCase(await error)).toBe('unreadable')
  expect(inspect(await error)).not.toContain('hunter2')
})

test.each<KubeRequest>([
  { path: '/x' },
  { path: '/x', method: 'POST', body: {} },
  { path: '/x', method: 'PATCH', contentType: 'application/json-patch+json', body: [] },
])('429 is obeyed by every kind of request: %o', async (request) => {
  const answer = client.request(request)
  ;(await server.next()).sendJson(429, tooMany, soon)
  ;(await server.next()).sendJson(429, tooMany, soon)
  ;(await server.next()).sendJson(200, { done: true })
  expect(await answer).toEqual({ done: true })
})

test('429 without end is given up after six requests', async () => {
  const error = catchError(client.request({ path: '/x' }))
  for (let count = 0; count < 6; count += 1) (await server.next()).sendJson(429, tooMany, soon)
  expect((await error).code).toBe('TOO_MANY_REQUESTS')
  expect(server.count()).toBe(6)
})

test('a wait longer than the time limit is not begun', async () => {
  const error = catchError(client.request({ path: '/x' }))
  ;(await server.next()).sendJson(429, tooMany, { 'retry-after': '3600' })
  expect((await error).details.retryAfterSeconds).toBe(3600)
  expect(server.count()).toBe(1)
})

test('a disruption budget is told at once', async () => {
  const error = catchError(client.request({ path: '/x', method: 'POST', body: {} }))
  ;(await server.next()).sendJson(429, { ...tooMany, details: { causes: [{ reason: 'DisruptionBudget' }] } }, soon)
  expect(getKubeCase(await error)).toBe('disruption-budget')
  expect(server.count()).toBe(1)
})

test.each<KubeRequest>([
  { path: '/x' },
  { path: '/x', method: 'DELETE' },
  { path: '/x', method: 'PATCH', contentType: APPLY_PATCH, body: {} },
])('503 with Retry-After is obeyed where repeating is harmless: %o', async (request) => {
  const answer = client.request(request)
  ;(await server.next()).sendJson(503, away, soon)
  ;(await server.next()).sendJson(200, { done: true })
  expect(await answer).toEqual({ done: true })
})

test.each<[KubeRequest, Record<string, string>]>([
  [{ path: '/x', method: 'POST', body: {} }, soon],
  [{ path: '/x', method: 'PUT', body: {} }, soon],
  [{ path: '/x' }, {}],
])('503 is not repeated for %o with %o', async (request, headers) => {
  const error = catchError(client.request(request))
  ;(await server.next()).sendJson(503, away, headers)
  expect((await error).code).toBe('UNAVAILABLE')
  expect(server.count()).toBe(1)
})

test('the token is in no error', async () => {
  const error = catchError(client.request({ path: '/x' }))
  ;(await server.next()).sendJson(403, { kind: 'Status', code: 403, reason: 'Forbidden', message: 'no' })
  const cut = catchError(client.request({ path: '/x', method: 'POST', body: {} }))
  ;(await server.next()).cut()
  expect(inspect([await error, await cut], { depth: 20, showHidden: true })).not.toContain(server.token)
})

test('the time limit covers the waiting for an answer and the reading of it', async () => {
  const silent = catchError(client.request({ path: '/x', timeoutMs: 30 }))
  await server.next()
  expect((await silent).userMessage).toBe('The cluster did not answer within 0.03 s.')
  const halting = catchError(client.request({ path: '/x', method: 'POST', body: {}, timeoutMs: 300 }))
  const { response } = await server.next()
  response.writeHead(200, { 'content-type': 'application/json' }).write('{')
  expect((await halting).userMessage).toContain('may or may not have been made')
  expect(getKubeCase(await halting)).toBe('timed-out')
})

test('a caller who aborts gets the own reason back, before, during and while waiting to repeat', async () => {
  const reason = new Error('the page was closed')
  await expect(client.request({ path: '/x', signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  expect(server.count()).toBe(0)

  const first = new AbortController()
  const during = client.request({ path: '/x', signal: first.signal }).catch(toReason)
  await server.next()
  first.abort(reason)
  expect(await during).toBe(reason)

  const second = new AbortController()
  const waiting = client.request({ path: '/x', signal: second.signal }).catch(toReason)
  const exchange = await server.next()
  exchange.sendJson(429, tooMany, { 'retry-after': '5' })
  await once(exchange.response, 'close')
  second.abort(reason)
  expect(await waiting).toBe(reason)
})

test('a connection cut in the middle of an answer is an error', async () => {
  const error = catchError(client.request({ path: '/x' }))
  const { response } = await server.next()
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"a":', () => response.destroy())
  expect(getKubeCase(await error)).toBe('cut-off')
})

test('a kept connection that turns out to be closed is replaced for a read, and reported for a create', async () => {
  const first = client.request({ path: '/x' })
  ;(await server.next()).sendJson(200, {})
  await first
  const second = client.request({ path: '/x' })
  ;(await server.next()).cut()
  ;(await server.next()).sendJson(200, { again: true })
  expect(await second).toEqual({ again: true })

  const create = catchError(client.request({ path: '/x', method: 'POST', body: {} }))
  ;(await server.next()).cut()
  expect(getKubeCase(await create)).toBe('cut-off')
  expect(server.count()).toBe(4)
})

test('a server that is not there is unreachable', async () => {
  await server.close()
  const error = await catchError(client.request({ path: '/x' }))
  expect([error.code, getKubeCase(error)]).toEqual(['UNAVAILABLE', 'unreachable'])
  expect(events.map((event) => event.status)).toEqual([null])
})

test('a stream outlives the time limit and ends with its signal', async () => {
  const controller = new AbortController()
  const opening = client.stream({ path: '/x', query: { watch: true }, timeoutMs: 1000, signal: controller.signal })
  const exchange = await server.next()
  exchange.openWatch()
  const stream = await opening
  const reason = new Error('enough')
  await new Promise((resolve) => setTimeout(resolve, 1100))
  exchange.response.write('late')
  expect(String((await once(stream, 'data'))[0])).toBe('late')
  const ended = once(stream, 'end').catch(toReason)
  controller.abort(reason)
  expect(await ended).toBe(reason)
})

test('a refused stream is an error with its case', async () => {
  const error = catchError(client.stream({ path: '/x' }))
  ;(await server.next()).sendJson(410, { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' })
  expect(getKubeCase(await error)).toBe('expired')
})
