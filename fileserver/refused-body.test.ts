import { Agent, request } from 'node:http'
import { expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { shareServer } from './testing/shared-server.ts'

const shared = shareServer()
const LENGTH = 40 * 1024 * 1024

test('a refused body is read to its end, so the answer arrives and the connection can be used again', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { files } = shared
  const good = { authorization: `Bearer ${await files.server.token()}`, 'if-none-match': '*' }
  const refusals: [string, Record<string, string>, number][] = [
    [`${fileRoutes.content()}?path=a`, {}, 401],
    [`${fileRoutes.content()}?path=a`, good, 413],
    [`${fileRoutes.content()}?path=no/where`, good, 413],
    ['/v1/nothing', good, 404],
    [`${fileRoutes.content()}?path=..`, good, 400],
  ]
  const ports = new Set<number | undefined>()
  for (const [route, headers, expected] of refusals) {
    const url = new URL(`${files.server.url}${route}`)
    const status = await new Promise((resolve, reject) => {
      const asked = request(url, { method: 'PUT', agent, headers: { ...headers, 'content-length': LENGTH } })
      asked.on('error', reject)
      asked.on('response', (answer) => {
        ports.add(asked.socket?.localPort)
        answer.resume().on('end', () => resolve(answer.statusCode))
      })
      asked.end(Buffer.alloc(LENGTH))
    })
    expect([route, status]).toEqual([route, expected])
  }
  agent.destroy()
  expect(ports.size).toBe(1)
  expect(await files.names()).toEqual([])
})
