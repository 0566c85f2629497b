import { once } from 'node:events'
import { Agent, createServer, request as send } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestContext } from '#lib/log.ts'
import { metrics } from './metrics.ts'
import { startMetricsServer } from './metrics-server.ts'
import { startStopping } from './readiness.ts'
import { watchRequests } from './request-hook.ts'

let server: Server
let metricsServer: Server
let port: number
let metricsPort: number
const seen: (string | undefined)[] = []
const servers: Server[] = []

beforeAll(async () => {
  metricsServer = await startMetricsServer(0)
  metricsPort = (metricsServer.address() as AddressInfo).port
  watchRequests({
    findRoutePattern: (path) => (path === '/known' ? '/known' : 'other'),
    headers: { 'x-test': 'yes' },
    ignoredPort: metricsPort,
    onServer: (one) => servers.push(one),
  })
  server = createServer((request, response) => {
    void nextTurn().then(() => {
      seen.push(requestContext.getStore()?.requestId)
      if (request.url === '/cut') return response.destroy()
      return response.writeHead(request.url === '/known' ? 200 : 404).end('x')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})

afterAll(() => {
  server.close()
  metricsServer.close()
})

async function get(path: string, options: { port?: number; headers?: Record<string, string>; agent?: Agent } = {}) {
  const [response] = (await once(send({ port, path, ...options }).end(), 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  return { response, text: Buffer.concat(chunks).toString() }
}

async function countRequests(labels: { route: string; status: string | number }): Promise<number> {
  const { values } = await metrics.httpRequests.get()
  const found = values.filter(
    ({ labels: one }) => one.route === labels.route && String(one.status) === String(labels.status),
  )
  return found.reduce((sum, { value }) => sum + value, 0)
}

test('each request has an id of its own, in its answer and in all that is done for it', async () => {
  seen.length = 0
  const first = await get('/known', { headers: { 'x-request-id': 'from-outside' } })
  const second = await get('/known')
  const ids = [first, second].map(({ response }) => response.headers['x-request-id'])
  expect(ids[0]).toMatch(/^[0-9a-f]{20}$/)
  expect(new Set(ids).size).toBe(2)
  expect(seen).toEqual(ids)
  expect(first.response.headers['x-test']).toBe('yes')
})

test('requests on one connection, one after another and at once, are not mixed up', async () => {
  seen.length = 0
  const answers = await Promise.all(Array.from({ length: 20 }, () => get('/known')))
  expect(new Set(seen)).toEqual(new Set(answers.map(({ response }) => response.headers['x-request-id'])))
})

test('answers are counted by pattern and status, cut connections too, and names never are', async () => {
  const before = [
    await countRequests({ route: 'other', status: 404 }),
    await countRequests({ route: 'other', status: 'cut off' }),
  ]
  await get('/spaces/u/alice?code=secret')
  await expect(get('/cut')).rejects.toThrow('socket hang up')
  await expect.poll(() => countRequests({ route: 'other', status: 'cut off' })).toBe((before[1] ?? 0) + 1)
  expect(await countRequests({ route: 'other', status: 404 })).toBe((before[0] ?? 0) + 1)
  expect(await metrics.registry.metrics()).not.toMatch(/alice|secret/)
})

test('the metrics’ server has one page, and is not counted itself', async () => {
  const { response, text } = await get('/metrics', { port: metricsPort })
  expect(response.headers['content-type']).toContain('text/plain')
  expect(response.headers).not.toHaveProperty('x-request-id')
  expect(text).toContain('moorage_http_requests_total')
  expect(text).toContain('moorage_nodejs_eventloop_lag_p99_seconds')
  expect((await get('/', { port: metricsPort })).response.statusCode).toBe(404)
})

test('each server is made known once, and the metrics’ own is not', async () => {
  await get('/known')
  await get('/known')
  expect(servers).toEqual([server])
})

test('a port that is taken is a sentence with the cure', async () => {
  await expect(startMetricsServer(metricsPort)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    userMessage: expect.stringContaining('MOORAGE_METRICS_PORT') as string,
  })
})

test('a process that stops is not kept by somebody who goes on asking over one connection', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const begun = get('/known', { agent })
  startStopping()
  expect((await begun).response.statusCode).toBe(200)
  expect((await get('/known', { agent })).response.headers.connection).toBe('close')
  agent.destroy()
  server.close()
  await once(server, 'close')
})
