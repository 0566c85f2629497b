import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { TerminalSession } from './terminal-session.ts'
import type { EndReason } from './terminal-session.ts'

// The connections are real; only what the session waits for by the clock is not.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

const nothing = () => undefined
const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

/** Both ends of a connection; `isDeaf` answers no pings, as a page whose machine sleeps. */
async function connect({ isDeaf = false } = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const page = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { autoPong: !isDeaf })
  const opened = once(page, 'open')
  const [client] = (await once(server, 'connection')) as [WebSocket]
  await opened
  onTestFinished(() => {
    page.terminate()
    server.close()
  })
  return { page, client }
}

function start() {
  const shell = { write: () => true, resize: nothing, pause: nothing, resume: nothing, end: vi.fn<() => void>() }
  const onEnd = vi.fn<(reason: EndReason) => void>()
  const session = new TerminalSession('http://portal', { toReattachUrl: (id) => id, onInput: nothing, onEnd })
  session.setShell(shell)
  session.onStart()
  return { session, shell, onEnd }
}

test('a terminal in which nobody types stays open, because it is asked within each minute', async () => {
  const { page, client } = await connect()
  const { session, shell, onEnd } = start()
  session.attach(client)
  for (let minute = 0; minute < 3; minute += 1) {
    const [asked, answered] = [once(page, 'ping'), once(client, 'pong')]
    vi.advanceTimersByTime(MINUTE_MS / 2)
    await Promise.all([asked, answered])
    const again = once(client, 'pong')
    vi.advanceTimersByTime(MINUTE_MS / 2)
    await again
  }
  expect(client.readyState).toBe(WebSocket.OPEN)
  expect(shell.end).not.toHaveBeenCalled()
  expect(onEnd).not.toHaveBeenCalled()
})

test('a page that answers neither of two questions is gone, and its shell waits a minute for it', async () => {
  const { client } = await connect({ isDeaf: true })
  const { session, shell, onEnd } = start()
  session.attach(client)
  vi.advanceTimersByTime(50 * SECOND_MS)
  expect(client.readyState).toBe(WebSocket.OPEN)
  const closed = once(client, 'close')
  vi.advanceTimersByTime(25 * SECOND_MS)
  await closed
  vi.advanceTimersByTime(MINUTE_MS - 1)
  expect(onEnd).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(onEnd).toHaveBeenCalledExactlyOnceWith('gone')
  expect(shell.end).toHaveBeenCalledOnce()
})

test('a page that comes back within the minute keeps its shell', async () => {
  const { session, shell, onEnd } = start()
  const before = await connect()
  session.attach(before.client)
  session.onOutput(Buffer.from('still here'))
  const closed = once(before.client, 'close')
  before.page.terminate()
  await closed
  vi.advanceTimersByTime(MINUTE_MS - 1)
  const after = await connect()
  const shown = new Promise<string>((resolve) => {
    after.page.on('message', (data: Buffer, isBinary) => isBinary && resolve(data.toString('utf8')))
  })
  session.attach(after.client)
  expect(await shown).toBe('still here')
  vi.advanceTimersByTime(MINUTE_MS / 3)
  expect(onEnd).not.toHaveBeenCalled()
  expect(shell.end).not.toHaveBeenCalled()
})
