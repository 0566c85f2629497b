import { randomBytes } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { Call } from '../call.ts'
import { FileError } from '../file-error.ts'
import { toEtag } from '../tree/stat.ts'
import { isRangeValid, matchesTag } from './conditions.ts'
import { toDisposition } from './disposition.ts'
import { toMediaType } from './media-type.ts'
import { parseRange, type ByteRange } from './range.ts'
import { sendRange } from './send-range.ts'

export interface SendFile {
  file: FileHandle
  stats: BigIntStats
  name: Uint8Array
  /** Told always to save it, whatever it is. */
  isDownload: boolean
}

/** Answers GET and HEAD of an opened file. */
export async function sendFile(call: Call, { file, stats, name, isDownload }: SendFile): Promise<void> {
  const { request, response } = call
  const size = Number(stats.size)
  const etag = toEtag(stats)
  const { headers } = request
  setContentHeaders(call, { stats, etag, name, isDownload })
  if (headers['if-match'] !== undefined && !matchesTag(headers['if-match'], etag, { isStrong: true })) {
    throw new FileError('CHANGED_MEANWHILE')
  }
  if (headers['if-none-match'] !== undefined && matchesTag(headers['if-none-match'], etag, { isStrong: false })) {
    response.writeHead(304)
    response.end()
    return
  }
  const isPart = request.method === 'GET' && isRangeValid(toText(headers['if-range']), etag)
  const choice = parseRange(isPart ? headers.range : undefined, size)
  if (choice.kind === 'none') {
    response.setHeader('content-range', `bytes */${size}`)
    throw new FileError('RANGE')
  }
  const whole = { start: 0, end: size - 1 }
  if (choice.kind === 'parts' && choice.parts.length > 1) {
    await sendParts(call, { file, size, parts: choice.parts })
    return
  }
  const range = choice.kind === 'parts' ? (choice.parts[0] ?? whole) : whole
  if (choice.kind === 'parts') response.setHeader('content-range', toContentRange(range, size))
  response.writeHead(choice.kind === 'parts' ? 206 : 200, { 'content-length': range.end + 1 - range.start })
  if (request.method === 'GET') await sendRange({ file, range, response, signal: call.signal })
  response.end()
}

function setContentHeaders(
  call: Call,
  file: { stats: BigIntStats; etag: string; name: Uint8Array; isDownload: boolean },
) {
  const { response, server } = call
  const { type, isInline } = toMediaType(file.name)
  response.setHeader('etag', `"${file.etag}"`)
  response.setHeader('last-modified', file.stats.mtime.toUTCString())
  response.setHeader('accept-ranges', 'bytes')
  // A proxy that compresses would drop the tag, and with it resuming and editing.
  response.setHeader('cache-control', 'private, no-cache, no-transform')
  response.setHeader('content-type', type)
  response.setHeader(
    'content-disposition',
    toDisposition(file.name, isInline && !file.isDownload ? 'inline' : 'attachment'),
  )
  // Whatever it is, it runs nothing, loads nothing but itself, and belongs to no origin.
  response.setHeader(
    'content-security-policy',
    `sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors ${server.settings.portalOrigin}`,
  )
  response.removeHeader('x-frame-options')
}

function toText(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header
}

function toContentRange(range: ByteRange, size: number): string {
  return `bytes ${range.start}-${range.end}/${size}`
}

async function sendParts(call: Call, { file, size, parts }: { file: FileHandle; size: number; parts: ByteRange[] }) {
  const { response, signal } = call
  const boundary = randomBytes(18).toString('hex')
  const type = response.getHeader('content-type')
  const heads = parts.map((range) =>
    Buffer.from(
      `\r\n--${boundary}\r\ncontent-type: ${String(type)}\r\ncontent-range: ${toContentRange(range, size)}\r\n\r\n`,
    ),
  )
  const end = Buffer.from(`\r\n--${boundary}--\r\n`)
  const bytes = parts.reduce((total, range) => total + range.end + 1 - range.start, 0)
  const length = heads.reduce((total, head) => total + head.length, bytes + end.length)
  response.writeHead(206, { 'content-type': `multipart/byteranges; boundary=${boundary}`, 'content-length': length })
  for (const [index, range] of parts.entries()) {
    response.write(heads[index])
    await sendRange({ file, range, response, signal })
  }
  response.end(end)
}
