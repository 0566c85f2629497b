import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerBrokenAddress } from './broken-address.ts'
import { answerDirectly } from './direct-answers.ts'

const server = createServer((_request, response) => response.writeHead(200).end())

beforeAll(async () => {
  answerDirectly(server, [answerBrokenAddress])
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => server.close())

test.each([
  ['/api/spaces/u/alice/workloads/service/%zz/logs', 404],
  ['/spaces/u/%c3%28/storage', 404],
  ['/%', 404],
  ['/spaces/u/alice/workloads/service/%E7%B6%B2/logs', 200],
  ['/launch?name=%zz', 200],
])('%s is answered with %i', async (path, status) => {
  const { port } = server.address() as AddressInfo
  const [response] = (await once(request({ port, path }).end(), 'response')) as [IncomingMessage]
  response.resume()
  expect(response.statusCode).toBe(status)
})
