import { once } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBox, execInPod, waitForPod } from './testing/cluster-under-test.ts'
import { digestContent } from './testing/ingress-server.ts'
import { connectWebSocket, downloadSlowly, echo, readEvents, request, upload } from './testing/ingress-traffic.ts'
import { createServerBehindIngress } from './testing/ingress-under-test.ts'
import type { ServerBehindIngress } from './testing/ingress-under-test.ts'

// From the host's loopback address through the forwarder and Envoy to a pod, with everything that a proxy likes to cut
// short. All at once, because most of it is waiting. ingress.soak.test.ts does the same for longer.

const MIB = 1024 * 1024

let server: ServerBehindIngress

beforeAll(async () => {
  server = await createServerBehindIngress()
})

afterAll(() => server.remove())

describe.concurrent('through the ingress', () => {
  test('a request arrives with the name that was asked for', async () => {
    const { statusCode, body } = await request({ host: server.host, path: '/some/path?query=1' })
    expect(statusCode).toBe(200)
    expect(body).toBe(`GET ${server.host}/some/path?query=1`)
  })

  test('a pod reaches it by the same URL', async () => {
    const { namespace, host } = server
    await createBox({ namespace, name: 'client' })
    await waitForPod(namespace, 'client')
    const script = `fetch('http://${host}/from/pod').then((r) => r.text()).then((t) => process.stdout.write(t))`
    const command = ['node', '-e', script]
    expect(await execInPod({ namespace, pod: 'client', command })).toBe(`GET ${host}/from/pod`)
  })

  test('a strong ETag and the body of an answer that must not be transformed stay as they are', async () => {
    const headers = { 'accept-encoding': 'gzip, br' }
    const page = await request({ host: server.host, path: '/page', headers })
    expect(page.headers).toMatchObject({ etag: '"strong"', 'cache-control': 'private, no-transform' })
    expect(page.headers['content-encoding']).toBeUndefined()
    expect(page.body).toMatch(/^<p>Nothing/)
  })

  test('a WebSocket echoes, also after it was quiet for a while', async () => {
    const socket = connectWebSocket(server.host)
    await once(socket, 'open')
    const large = Buffer.alloc(MIB, 'large')
    expect(String(await echo(socket, 'small'))).toBe('small')
    expect(large.equals(await echo(socket, large))).toBe(true)
    await sleep(30_000)
    expect(String(await echo(socket, 'still there'))).toBe('still there')
    socket.close(1000)
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1000)
  })

  test('a WebSocket is refused on a path that is not annotated for it', async () => {
    const socket = connectWebSocket(server.host, '/elsewhere')
    const [asked, response] = (await once(socket, 'unexpected-response')) as [ClientRequest, IncomingMessage]
    expect(response.statusCode).toBe(403)
    asked.destroy()
  })

  test('a large upload arrives whole', async () => {
    const { sha256, received } = await upload(server.host, 300)
    expect(received).toEqual({ sizeBytes: 300 * MIB, sha256 })
  })

  test('a download that the receiver slows down to half a minute arrives whole', async () => {
    const sizeMiB = 30
    const received = await downloadSlowly({ host: server.host, sizeMiB, seconds: 30 })
    expect(received).toEqual({ sizeBytes: sizeMiB * MIB, sha256: digestContent(sizeMiB) })
  })

  test('an event stream stays open for half a minute while little comes', async () => {
    const events = await readEvents({ host: server.host, seconds: 10, count: 4 })
    expect(events).toBe('data: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\n')
  })
})
