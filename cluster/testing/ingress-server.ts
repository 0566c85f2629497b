import { createCipheriv, createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

// What stands behind the ingress in its tests. It runs in a pod as one file, so it imports nothing but Node.

const MIB = 1024 * 1024
const OPCODE = { close: 8, ping: 9, pong: 10 }
// https://www.rfc-editor.org/rfc/rfc6455#section-1.3
const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Always the same bytes, none of which can be compressed and no two blocks of which are equal. */
export function* generateContent(sizeMiB: number): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16))
  const zeros = Buffer.alloc(MIB)
  for (let index = 0; index < sizeMiB; index += 1) yield cipher.update(zeros)
}

export function digestContent(sizeMiB: number): string {
  const hash = createHash('sha256')
  for (const block of generateContent(sizeMiB)) hash.update(block)
  return hash.digest('hex')
}

async function upload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    hash.update(chunk)
  }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ sizeBytes, sha256: hash.digest('hex') }))
}

async function download(response: ServerResponse, sizeMiB: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': sizeMiB * MIB })
  await pipeline(Readable.from(generateContent(sizeMiB)), response)
}

function streamEvents(response: ServerResponse, seconds: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' })
  let count = 0
  const send = (): void => {
    count += 1
    response.write(`data: ${count}\n\n`)
  }
  send()
  const timer = setInterval(send, seconds * 1000)
  response.once('close', () => clearInterval(timer))
}

function sendPage(response: ServerResponse): void {
  response.setHeader('cache-control', 'private, no-transform')
  response.setHeader('content-type', 'text/html')
  response.setHeader('etag', '"strong"')
  response.end('<p>Nothing would be easier to compress.</p>\n'.repeat(1000))
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://pod')
  if (pathname === '/upload') return upload(request, response)
  if (pathname === '/download') return download(response, Number(searchParams.get('sizeMiB')))
  if (pathname === '/events') return streamEvents(response, Number(searchParams.get('seconds')))
  if (pathname === '/page') return sendPage(response)
  response.end(`${request.method} ${request.headers.host}${request.url}`)
}

interface Frame {
  opcode: number
  payload: Buffer
  rest: Buffer
}

/** The first frame, which a client always masks; null when it has not all arrived. */
function takeFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null
  const length = bytes.readUInt8(1) & 0x7f
  const lengthBytes = length === 127 ? 8 : length === 126 ? 2 : 0
  const start = 2 + lengthBytes + 4
  if (bytes.length < start) return null
  const size = lengthBytes === 8 ? bytes.readUIntBE(4, 6) : lengthBytes === 2 ? bytes.readUInt16BE(2) : length
  if (bytes.length < start + size) return null
  const mask = bytes.subarray(start - 4, start)
  const payload = Buffer.from(bytes.subarray(start, start + size))
  for (let index = 0; index < size; index += 1) payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0)
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, rest: bytes.subarray(start + size) }
}

function buildFrame({ opcode, payload }: Pick<Frame, 'opcode' | 'payload'>): Buffer {
  const header = Buffer.alloc(10)
  header.writeUInt8(0x80 | opcode, 0)
  header.writeUInt8(127, 1)
  header.writeUIntBE(payload.length, 4, 6)
  if (payload.length > 0xffff) return Buffer.concat([header, payload])
  if (payload.length > 125) {
    header.writeUInt8(126, 1)
    header.writeUInt16BE(payload.length, 2)
    return Buffer.concat([header.subarray(0, 4), payload])
  }
  header.writeUInt8(payload.length, 1)
  return Buffer.concat([header.subarray(0, 2), payload])
}

function echoFrames(request: IncomingMessage, socket: Duplex): void {
  const key = request.headers['sec-websocket-key'] ?? ''
  const accept = createHash('sha1')
    .update(key + WEBSOCKET_GUID)
    .digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  let bytes = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    for (let frame = takeFrame(bytes); frame; frame = takeFrame(bytes)) {
      bytes = Buffer.from(frame.rest)
      socket.write(buildFrame({ ...frame, opcode: frame.opcode === OPCODE.ping ? OPCODE.pong : frame.opcode }))
      if (frame.opcode === OPCODE.close) socket.end()
    }
  })
}

if (import.meta.main) {
  // Node ends a request that takes longer than five minutes by itself.
  const server = createServer({ requestTimeout: 0 })
  server.on('request', (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.on('upgrade', echoFrames)
  server.listen(8080)
}
