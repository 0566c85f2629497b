import { createHash } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import { json, text } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { layout } from './cluster-under-test.ts'
import { generateContent } from './ingress-server.ts'

export const WEBSOCKET_PATH = '/socket'

const MIB = 1024 * 1024

interface IngressRequest {
  host: string
  path: string
  method?: string
  headers?: Record<string, string>
}

/**
 * Node does not know that names under localhost mean this machine, so the connection is made by address. It is closed
 * after the answer, which is harder on a proxy than keeping it: it must not close before the receiver has everything.
 */
function startRequest({ host, headers, ...rest }: IngressRequest): http.ClientRequest {
  const address = { host: '127.0.0.1', port: layout.ingressPort }
  return http.request({ ...rest, ...address, headers: { ...headers, host }, agent: false })
}

/** Resolves at the answer's head, with the body unread. */
async function open(options: IngressRequest): Promise<http.IncomingMessage> {
  const [response] = (await once(startRequest(options).end(), 'response')) as [http.IncomingMessage]
  return response
}

export interface Answer {
  statusCode?: number
  headers: http.IncomingHttpHeaders
  body: string
}

export async function request(options: IngressRequest): Promise<Answer> {
  const response = await open(options)
  const { statusCode, headers } = response
  return { statusCode, headers, body: await text(response) }
}

/** Sends a body of this size; resolves with its digest, and with what the server says that it received. */
export async function upload(host: string, sizeMiB: number): Promise<{ sha256: string; received: unknown }> {
  const sending = startRequest({ host, path: '/upload', method: 'PUT' })
  const answered = once(sending, 'response') as Promise<[http.IncomingMessage]>
  const hash = createHash('sha256')
  async function* readContent() {
    for (const block of generateContent(sizeMiB)) {
      hash.update(block)
      yield block
    }
  }
  const [[response]] = await Promise.all([answered, pipeline(Readable.from(readContent()), sending)])
  return { sha256: hash.digest('hex'), received: await json(response) }
}

interface SlowDownload {
  host: string
  sizeMiB: number
  seconds: number
}

/** Reads so slowly that it takes these seconds, as somebody does who has a slow line. */
export async function downloadSlowly({ host, sizeMiB, seconds }: SlowDownload) {
  const response = await open({ host, path: `/download?sizeMiB=${sizeMiB}` })
  const bytesPerMs = (sizeMiB * MIB) / (seconds * 1000)
  const startedAt = performance.now()
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    hash.update(chunk)
    sizeBytes += chunk.length
    await sleep(Math.max(0, sizeBytes / bytesPerMs - (performance.now() - startedAt)))
  }
  return { sizeBytes, sha256: hash.digest('hex') }
}

/** Reads events, of which the server sends the first at once and another after every `seconds`, and then hangs up. */
export async function readEvents({ host, seconds, count }: { host: string; seconds: number; count: number }) {
  const response = await open({ host, path: `/events?seconds=${seconds}` })
  let received = ''
  for await (const chunk of response as AsyncIterable<Buffer>) {
    received += String(chunk)
    if (received.split('\n\n').length > count) break
  }
  return received
}

export function connectWebSocket(host: string, path: string = WEBSOCKET_PATH): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${layout.ingressPort}${path}`, { headers: { host } })
}

/** Resolves with what comes back for a message. */
export async function echo(socket: WebSocket, message: string | Buffer): Promise<Buffer> {
  socket.send(message)
  const [data] = (await once(socket, 'message')) as [Buffer]
  return data
}
