import type { IncomingHttpHeaders } from 'node:http'
import { uploadMetadataSchema, type UploadMetadata } from '#lib/files/protocol/uploads.ts'

/** https://tus.io/protocols/resumable-upload */
export const TUS_VERSION = '1.0.0'
export const TUS_EXTENSIONS = 'creation,creation-with-upload,checksum,termination,expiration'
export const TUS_CHECKSUMS = 'sha256'
export const UPLOAD_CONTENT_TYPE = 'application/offset+octet-stream'

const KEY = /^[\u0021-\u002B\u002D-\u007E]+$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const SHA256_BYTES = 32

/** A whole number of bytes; null for everything else, "+1", "1e3", "01" and what JavaScript cannot count included. */
export function parseByteCount(text: string | string[] | undefined): number | null {
  if (typeof text !== 'string' || !/^(?:0|[1-9]\d*)$/.test(text)) return null
  const count = Number(text)
  return Number.isSafeInteger(count) ? count : null
}

/** Null where it is no list of "key base64", a key comes twice, or a value is not what the protocol says. */
export function parseUploadMetadata(header: string | string[] | undefined): UploadMetadata | null {
  if (typeof header !== 'string') return null
  const values = new Map<string, string>()
  for (const pair of header.split(',')) {
    const [key, encoded, ...rest] = pair.trim().split(' ')
    if (!key || !KEY.test(key) || rest.length > 0 || values.has(key)) return null
    const value = decodeValue(encoded ?? '')
    if (value === null) return null
    values.set(key, value)
  }
  const parsed = uploadMetadataSchema.safeParse(Object.fromEntries(values))
  return parsed.success ? parsed.data : null
}

export function formatUploadMetadata(metadata: UploadMetadata): string {
  return Object.entries(metadata)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')
}

function decodeValue(encoded: string): string | null {
  if (!BASE64.test(encoded)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    return null
  }
}

/** The digest (hex) that the body of a PATCH must have: null without one, "invalid" for one that cannot be checked. */
export function parseUploadChecksum(header: string | string[] | undefined): string | null {
  if (header === undefined) return null
  const match = /^sha256 ([A-Za-z0-9+/]+=*)$/.exec(String(header))
  const digest = Buffer.from(match?.[1] ?? '', 'base64')
  return match && BASE64.test(match[1] ?? '') && digest.length === SHA256_BYTES ? digest.toString('hex') : 'invalid'
}

export function isTusRequest(headers: IncomingHttpHeaders): boolean {
  return headers['tus-resumable'] === TUS_VERSION
}

export function hasUploadBody(headers: IncomingHttpHeaders): boolean {
  return headers['content-type'] === UPLOAD_CONTENT_TYPE
}
