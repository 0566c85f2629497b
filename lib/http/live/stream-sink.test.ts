import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { LiveHub } from './hub.ts'
import { createResponseSink } from './stream-sink.ts'

async function connect(hub: LiveHub) {
  const server = createServer((_, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    hub.open(
      { userUid: 'u', spaces: ['u/alice'], isAdmin: false, since: null, endsAtMs: Infinity },
      createResponseSink(response),
    )
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const [answer] = (await once(send({ port }).end(), 'response')) as [IncomingMessage]
  return { answer, close: () => server.close().closeAllConnections() }
}

const event = (key: string, size = 1) => ({ kind: 'x', key, item: 'x'.repeat(size) })

test('an answer of Node.js carries a stream to its end', async () => {
  const hub = new LiveHub()
  const { answer, close } = await connect(hub)
  hub.publish('user-alice-storage', event('seen'))
  hub.close()
  let text = ''
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) text += chunk
  expect(text).toMatch(/^retry: 2000\n\n.*"key":"seen".*event: end\ndata: \{"reason":"shutdown"\}\n\n$/s)
  expect(hub.streamCount).toBe(0)
  close()
})

test('a reader that leaves is forgotten', async () => {
  const hub = new LiveHub()
  const { answer, close } = await connect(hub)
  expect(hub.streamCount).toBe(1)
  answer.destroy()
  await expect.poll(() => hub.streamCount).toBe(0)
  close()
})

test('a reader that does not read is dropped to a resync, and goes on when it reads again', async () => {
  let lags = 0
  const hub = new LiveHub({ onLag: () => (lags += 1) })
  const { answer, close } = await connect(hub)
  // More than what the two ends of a connection keep by themselves.
  await expect
    .poll(() => {
      for (let index = 0; index < 100; index += 1) hub.publish('user-alice-storage', event('many', 10_000))
      return lags
    })
    .toBe(1)
  let text = ''
  answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await expect.poll(() => text).toContain('event: resync')
  hub.publish('user-alice-storage', event('after'))
  await expect.poll(() => text).toContain('"key":"after"')
  close()
})
