import type { FileHandle } from 'node:fs/promises'
import { FileError, getErrno } from '../file-error.ts'
import type { Archive } from './archive-entry.ts'
import { openTar } from './tar-archive.ts'
import { openZip } from './zip-archive.ts'

const HEAD_BYTES = 512
/** "PK" before a file, before the end of an empty one, and before a file of a zip that was once in parts. */
const ZIP_BEGINNINGS = new Set(['504b0304', '504b0506', '504b0708'])

/** By what the file begins with, whatever it is called. Throws UNKNOWN_ARCHIVE. */
export async function openArchive(file: FileHandle): Promise<Archive> {
  const head = Buffer.alloc(HEAD_BYTES)
  const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0)
  const { size } = await file.stat()
  try {
    if (ZIP_BEGINNINGS.has(head.toString('hex', 0, 4))) return await openZip(file, size)
  } catch (error) {
    throw toArchiveError(error)
  }
  if (head[0] === 0x1f && head[1] === 0x8b) return openTar(file, { isGzip: true })
  if (bytesRead === HEAD_BYTES && isTarHeader(head)) return openTar(file, { isGzip: false })
  throw new FileError('UNKNOWN_ARCHIVE')
}

/** What the libraries say of a broken archive is no fault of the volume. */
export function toArchiveError(error: unknown): unknown {
  return error instanceof FileError || /^E[A-Z0-9]+$/.test(getErrno(error) ?? '')
    ? error
    : new FileError('UNKNOWN_ARCHIVE', { cause: error })
}

/** Its checksum is the sum of its bytes, with spaces where the checksum stands. */
function isTarHeader(head: Buffer): boolean {
  const said = Number.parseInt(head.toString('latin1', 148, 156), 8)
  const sum = head.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0)
  return said === sum
}
