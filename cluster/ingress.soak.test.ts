import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestContent } from './testing/ingress-server.ts'
import { connectWebSocket, downloadSlowly, echo, readEvents, upload } from './testing/ingress-traffic.ts'
import { createServerBehindIngress } from './testing/ingress-under-test.ts'
import type { ServerBehindIngress } from './testing/ingress-under-test.ts'

// Longer than every time limit, and larger than every buffer, that a proxy has by default: Envoy's own is five minutes
// without a byte. All at once, so that it takes ten minutes.

const MIB = 1024 * 1024
const SECONDS = 600

let server: ServerBehindIngress

beforeAll(async () => {
  server = await createServerBehindIngress()
})

afterAll(() => server.remove())

describe.concurrent('through the ingress, for long', () => {
  test('an upload of 10 GiB arrives whole', async () => {
    const { sha256, received } = await upload(server.host, 10 * 1024)
    expect(received).toEqual({ sizeBytes: 10 * 1024 * MIB, sha256 })
  })

  test('a download that the receiver slows down to ten minutes arrives whole', async () => {
    const sizeMiB = 300
    const received = await downloadSlowly({ host: server.host, sizeMiB, seconds: SECONDS })
    expect(received).toEqual({ sizeBytes: sizeMiB * MIB, sha256: digestContent(sizeMiB) })
  })

  test('an event stream stays open for ten minutes, with one event at its end', async () => {
    const events = await readEvents({ host: server.host, seconds: SECONDS, count: 2 })
    expect(events).toBe('data: 1\n\ndata: 2\n\n')
  })

  test('an event stream with an event every 20 s loses none', async () => {
    const count = SECONDS / 20 + 1
    const events = await readEvents({ host: server.host, seconds: 20, count })
    expect(events).toBe(Array.from({ length: count }, (_, index) => `data: ${index + 1}\n\n`).join(''))
  })

  test('a WebSocket echoes after ten quiet minutes', async () => {
    const socket = connectWebSocket(server.host)
    await once(socket, 'open')
    await sleep(SECONDS * 1000)
    expect(String(await echo(socket, 'still there'))).toBe('still there')
    socket.terminate()
  })
})
