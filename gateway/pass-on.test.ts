import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { pino } from 'pino'
import { createFilesSite } from './files-site.ts'
import { createMetrics } from './gateway-metrics.ts'
import { createGateway } from './gateway-server.ts'
import type { ServerFinder } from './find-server.ts'

const PATH = '/user-alice-storage/moorage-files-0123456789abcdef0123'
const servers: http.Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function listen(server: http.Server): Promise<number> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A gateway before a real server of this process, without a cluster to look it up in. */
async function start(handler: http.RequestListener): Promise<number> {
  const port = await listen(http.createServer(handler))
  const pod = { namespace: 'user-alice-storage', name: 'x', pod: 'x', uid: 'x', ip: '127.0.0.1', port }
  const agent = new http.Agent()
  agent.createConnection = () => net.connect(port, '127.0.0.1')
  const finder = { find: async () => pod, forget: () => {} } as unknown as ServerFinder
  const log = pino({ level: 'silent' })
  const site = createFilesSite({ host: 'files.example.org', finder, connector: { getAgent: () => agent }, log })
  return listen(createGateway({ sites: [site], metrics: createMetrics(), log }))
}

function send(port: number, options: http.RequestOptions & { body?: string } = {}): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { host: 'files.example.org', ...(options.headers as Record<string, string>) }
    const request = http.request({ path: `${PATH}/v1/list`, ...options, port, headers, agent: false })
    request.on('error', reject)
    request.on('response', resolve)
    request.end(options.body)
  })
}

test('a request arrives with its name and token, without a cookie; the answer comes back whole', async () => {
  const answerAll = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const { host, authorization, cookie } = request.headers
    response.writeHead(201, { 'x-answer': 'yes', 'set-cookie': 'a=b' })
    response.end(
      JSON.stringify([request.method, request.url, host, authorization, cookie ?? null, await text(request)]),
    )
  }
  const port = await start((request, response) => void answerAll(request, response))
  const answer = await send(port, {
    method: 'POST',
    headers: { authorization: 'Bearer abc', cookie: 'session=1' },
    body: 'body',
  })
  expect([answer.statusCode, answer.headers['x-answer'], answer.headers['set-cookie']]).toEqual([201, 'yes', undefined])
  expect(JSON.parse(await text(answer))).toEqual([
    'POST',
    `${PATH}/v1/list`,
    'files.example.org',
    'Bearer abc',
    null,
    'body',
  ])
})

test('other hosts and paths lead nowhere', async () => {
  const port = await start((_request, response) => response.end())
  expect((await send(port, { headers: { host: 'portal.example.org' } })).statusCode).toBe(421)
  expect((await send(port, { path: '/elsewhere' })).statusCode).toBe(404)
  expect((await send(port, { path: '/healthz', headers: { host: '10.0.0.1' } })).statusCode).toBe(200)
})

test('a server that breaks off leaves the receiver with an answer that is not complete', async () => {
  const port = await start((_request, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('part')
    setTimeout(() => response.destroy(), 20)
  })
  const answer = await send(port)
  await text(answer).catch(() => undefined)
  expect(answer.complete).toBe(false)
})

test('when the browser leaves, the server is told', async () => {
  const left = Promise.withResolvers<void>()
  const port = await start((_request, response) => {
    response.write('begin')
    response.once('close', left.resolve)
  })
  const answer = await send(port)
  answer.destroy()
  await expect(left.promise).resolves.toBeUndefined()
})

test('a reader that does not read makes the server wait', async () => {
  let sent = 0
  const port = await start((_request, response) => {
    const block = Buffer.alloc(256 * 1024)
    const write = () => {
      while (sent < 400 && response.write(block)) sent += 1
      if (sent < 400) response.once('drain', write)
      else response.end()
    }
    write()
  })
  const answer = await send(port)
  answer.pause()
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(sent).toBeLessThan(400)
  answer.destroy()
})
