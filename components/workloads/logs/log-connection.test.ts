import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import type { LogEvent } from '#lib/workloads/schema-logs.ts'
import { connectLogs } from './log-connection.ts'
import { LogStore } from './log-store.ts'

type Answer = (response: ServerResponse) => void

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const at = (second: number) => `2026-11-24T12:00:0${second}.000000000Z`
const SOURCE: LogEvent = { type: 'source', id: 1, pod: 'web-1', container: 'web', restarts: 0 }
const lines = (...texts: [second: number, text: string][]): LogEvent => ({
  type: 'lines',
  lines: texts.map(([second, text]) => [1, at(second), text]),
})

const send =
  (events: LogEvent[], how: 'end' | 'cut' | 'open' = 'end'): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.write(`\n${events.map((event) => `${JSON.stringify(event)}\n`).join('')}`)
    if (how === 'end') response.end()
    // In the middle of a line.
    else if (how === 'cut') response.write('{"type":"li', () => setTimeout(() => response.destroy(), 50))
  }

const refuse =
  (status: number, code: string): Answer =>
  (response) =>
    response.writeHead(status).end(JSON.stringify({ error: { code, message: `no: ${code}`, requestId: '' } }))

/** Reads from a server that answers by the next of the script each time, and keeps to the last one. */
async function connect(...script: Answer[]) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(decodeURIComponent(request.url ?? ''))
    const answer = script.length > 1 ? script.shift() : script[0]
    answer?.(response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const store = new LogStore((run) => setImmediate(run))
  const recoverSession = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true))
  const close = connectLogs({
    store,
    getUrl: (positions) => `http://127.0.0.1:${port}/${positions.map(encodeURIComponent).join(',')}`,
    recoverSession,
    timing: { firstDelayMs: 1, longestDelayMs: 1, silenceMs: 200 },
  })
  closers.push(close, () => {
    server.closeAllConnections()
    server.close()
  })
  const texts = () => store.buffer.toArray().map((item) => (item.kind === 'line' ? item.text : item.kind))
  const status = () => store.getSnapshot().status
  return { asked, store, texts, status, recoverSession }
}

test('after a cut it goes on from the last line, and ends where the log does', async () => {
  const { asked, texts, status } = await connect(
    send([SOURCE, lines([1, 'a'], [2, 'b'], [2, 'c'])], 'cut'),
    send([SOURCE, lines([3, 'd']), { type: 'end', reason: 'renew' }]),
    send([SOURCE, lines([4, 'e']), { type: 'end', reason: 'finished' }]),
  )
  await vi.waitFor(() => expect(status().connection).toBe('finished'))
  await vi.waitFor(() => expect(texts()).toEqual(['a', 'b', 'c', 'd', 'e']))
  expect(asked).toEqual(['/', `/web-1/web/${at(2)}/2`, `/web-1/web/${at(3)}/1`])
})

test('a connection that says nothing any more is opened anew', async () => {
  const { asked, status } = await connect(send([SOURCE], 'open'), send([{ type: 'end', reason: 'gone' }]))
  await vi.waitFor(() => expect(status().connection).toBe('gone'))
  expect(asked).toHaveLength(2)
})

test('a session that can be had again is, and what was refused is told', async () => {
  const { asked, status, recoverSession } = await connect(
    refuse(401, 'UNAUTHENTICATED'),
    refuse(503, 'UNAVAILABLE'),
    refuse(403, 'FORBIDDEN'),
  )
  await vi.waitFor(() => expect(status().connection).toBe('refused'))
  expect(status().problem?.message).toBe('no: FORBIDDEN')
  expect(recoverSession).toHaveBeenCalledOnce()
  expect(asked).toHaveLength(3)
})

test('whoever loses the right is told so by the portal, and not by the stream', async () => {
  const { status } = await connect(send([SOURCE, { type: 'end', reason: 'access-changed' }]), refuse(404, 'NOT_FOUND'))
  await vi.waitFor(() => expect(status()).toMatchObject({ connection: 'refused', problem: { code: 'NOT_FOUND' } }))
})
