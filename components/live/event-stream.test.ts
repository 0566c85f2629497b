import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openEventStream } from './event-stream.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A server that answers each request by the next of the script; the last one serves all that follow. */
async function serve(...script: Answer[]): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const answer = script.length > 1 ? script.shift() : script[0]
    answer?.(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const send =
  (text: string, isOpen = false): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(text)
    if (!isOpen) response.end()
  }

const refuse =
  (status: number): Answer =>
  (_request, response) =>
    response.writeHead(status).end()

/** Reads until the given number of events or the end. */
function read(origin: string, wanted: { events: number; silenceMs?: number }) {
  return new Promise<{ events: string[]; connections: string[]; end: string | null }>((resolve) => {
    const events: string[] = []
    const connections: string[] = []
    const finish = (end: string | null) => {
      stream.close()
      resolve({ events, connections, end })
    }
    const stream = openEventStream({
      getUrl: (position) => `${origin}/${position ?? ''}`,
      position: null,
      onEvent: ({ name }) => {
        events.push(name)
        if (events.length === wanted.events) finish(null)
      },
      onConnection: (state) => connections.push(state),
      onEnd: finish,
      timing: { firstDelayMs: 5, longestDelayMs: 20, ...(wanted.silenceMs ? { silenceMs: wanted.silenceMs } : {}) },
    })
    closers.push(() => stream.close())
  })
}

describe('openEventStream', () => {
  it('comes again after the last position when the connection is cut', async () => {
    const { origin, asked } = await serve(
      send('id: a-1\nevent: ready\ndata: {}\n\nid: a-2\nevent: change\ndata: {}\n\n'),
      send('event: ready\ndata: {}\n\nid: a-3\nevent: change\ndata: {}\n\n', true),
    )
    const { events } = await read(origin, { events: 4 })
    expect(events).toEqual(['ready', 'change', 'ready', 'change'])
    expect(asked).toEqual(['/', '/a-2'])
  })

  it('comes again when the server ends it for a reason that passes', async () => {
    const { origin } = await serve(
      send('id: a-1\nevent: ready\ndata: {}\n\nevent: end\ndata: {"reason":"shutdown"}\n\n'),
      send('event: ready\ndata: {}\n\n', true),
    )
    const { events, end } = await read(origin, { events: 2 })
    expect(events).toEqual(['ready', 'ready'])
    expect(end).toBeNull()
  })

  it('does not come again when the right has ended', async () => {
    const { origin, asked } = await serve(
      send('id: a-1\nevent: ready\ndata: {}\n\nevent: end\ndata: {"reason":"access-changed"}\n\n'),
    )
    expect(await read(origin, { events: 9 })).toMatchObject({ events: ['ready'], end: 'access-changed' })
    expect(asked).toHaveLength(1)
  })

  it.each([
    [401, 'signed-out'],
    [404, 'access-changed'],
    [403, 'access-changed'],
  ])('takes the status %i for %s', async (status, end) => {
    const { origin } = await serve(refuse(status))
    expect(await read(origin, { events: 1 })).toMatchObject({ events: [], end })
  })

  it('waits while the portal is away or has too much to do', async () => {
    const { origin, asked } = await serve(refuse(503), refuse(429), send('id: a-1\nevent: ready\ndata: {}\n\n', true))
    expect(await read(origin, { events: 1 })).toMatchObject({
      events: ['ready'],
      connections: ['lost', 'lost', 'open'],
    })
    expect(asked).toHaveLength(3)
  })

  it('takes a connection that has fallen silent for a lost one', async () => {
    const { origin, asked } = await serve(
      send('id: a-7\nevent: ready\ndata: {}\n\n', true),
      send('event: resync\ndata: {}\n\n', true),
    )
    expect(await read(origin, { events: 2, silenceMs: 50 })).toMatchObject({ events: ['ready', 'resync'] })
    expect(asked.slice(0, 2)).toEqual(['/', '/a-7'])
  })
})
