/**
 * The records of a zip file, as PKWARE's APPNOTE 6.3.10 lays them down
 * (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). Nothing is compressed.
 */
export interface ZipEntry {
  /** Bytes as they are on the volume, "/" between folders and at the end of one. */
  name: Uint8Array
  changedAt: Date
  /** Permission bits. */
  permissions: number
  isFolder: boolean
}

export interface ZipContent {
  crc32: number
  sizeBytes: number
}

/** A size or an offset that needs the 64-bit form. */
export const LIMIT_32 = 0xff_ff_ff_ff
const LIMIT_16 = 0xff_ff
const UTF8_FLAG = 0x08_00
const DESCRIPTOR_FLAG = 0x00_08
const VERSION_ZIP64 = 45
const MADE_BY_UNIX = (3 << 8) | VERSION_ZIP64
const FILE_TYPE = 0o100_000
const FOLDER_TYPE = 0o040_000
const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const TIME_EXTRA_BYTES = 9
const LOCAL_ZIP64_BYTES = 20

export function getLocalHeaderLength(entry: ZipEntry, isZip64: boolean): number {
  return LOCAL_BYTES + entry.name.length + TIME_EXTRA_BYTES + (isZip64 ? LOCAL_ZIP64_BYTES : 0)
}

/** What stands before a file. Without `content` its size and checksum follow it in a descriptor. */
export function buildLocalHeader(entry: ZipEntry, content: ZipContent | null, isZip64 = false): Buffer {
  const header = Buffer.alloc(getLocalHeaderLength(entry, isZip64))
  header.writeUInt32LE(0x04_03_4b_50, 0)
  header.writeUInt16LE(isZip64 ? VERSION_ZIP64 : 20, 4)
  header.writeUInt16LE(getFlags(entry, content === null), 6)
  header.writeUInt32LE(toDosTime(entry.changedAt), 10)
  header.writeUInt32LE(content?.crc32 ?? 0, 14)
  const size = isZip64 ? LIMIT_32 : (content?.sizeBytes ?? 0)
  header.writeUInt32LE(size, 18)
  header.writeUInt32LE(size, 22)
  header.writeUInt16LE(entry.name.length, 26)
  header.writeUInt16LE(header.length - LOCAL_BYTES - entry.name.length, 28)
  header.set(entry.name, LOCAL_BYTES)
  let at = LOCAL_BYTES + entry.name.length
  at += writeTimeExtra(header, at, entry.changedAt)
  if (isZip64) {
    header.writeUInt16LE(0x00_01, at)
    header.writeUInt16LE(LOCAL_ZIP64_BYTES - 4, at + 2)
  }
  return header
}

export function buildDescriptor({ crc32, sizeBytes }: ZipContent, isZip64: boolean): Buffer {
  const descriptor = Buffer.alloc(isZip64 ? 24 : 16)
  descriptor.writeUInt32LE(0x08_07_4b_50, 0)
  descriptor.writeUInt32LE(crc32, 4)
  if (isZip64) {
    descriptor.writeBigUInt64LE(BigInt(sizeBytes), 8)
    descriptor.writeBigUInt64LE(BigInt(sizeBytes), 16)
  } else {
    descriptor.writeUInt32LE(sizeBytes, 8)
    descriptor.writeUInt32LE(sizeBytes, 12)
  }
  return descriptor
}

/** An entry's line in the table at the end. */
export function buildCentralHeader(
  entry: ZipEntry,
  content: ZipContent & { offsetBytes: number; hasDescriptor: boolean },
): Buffer {
  const large = [content.sizeBytes, content.sizeBytes, content.offsetBytes]
  const isLargeSize = content.sizeBytes >= LIMIT_32
  const isLargeOffset = content.offsetBytes >= LIMIT_32
  const fields = [...(isLargeSize ? large.slice(0, 2) : []), ...(isLargeOffset ? large.slice(2) : [])]
  const extraBytes = TIME_EXTRA_BYTES + (fields.length > 0 ? 4 + fields.length * 8 : 0)
  const header = Buffer.alloc(CENTRAL_BYTES + entry.name.length + extraBytes)
  header.writeUInt32LE(0x02_01_4b_50, 0)
  header.writeUInt16LE(MADE_BY_UNIX, 4)
  header.writeUInt16LE(fields.length > 0 ? VERSION_ZIP64 : 20, 6)
  header.writeUInt16LE(getFlags(entry, content.hasDescriptor), 8)
  header.writeUInt32LE(toDosTime(entry.changedAt), 12)
  header.writeUInt32LE(content.crc32, 16)
  header.writeUInt32LE(isLargeSize ? LIMIT_32 : content.sizeBytes, 20)
  header.writeUInt32LE(isLargeSize ? LIMIT_32 : content.sizeBytes, 24)
  header.writeUInt16LE(entry.name.length, 28)
  header.writeUInt16LE(extraBytes, 30)
  const mode = (entry.isFolder ? FOLDER_TYPE : FILE_TYPE) | (entry.permissions & 0o777)
  header.writeUInt32LE(((mode << 16) | (entry.isFolder ? 0x10 : 0)) >>> 0, 38)
  header.writeUInt32LE(isLargeOffset ? LIMIT_32 : content.offsetBytes, 42)
  header.set(entry.name, CENTRAL_BYTES)
  let at = CENTRAL_BYTES + entry.name.length
  at += writeTimeExtra(header, at, entry.changedAt)
  if (fields.length > 0) {
    header.writeUInt16LE(0x00_01, at)
    header.writeUInt16LE(fields.length * 8, at + 2)
    for (const [index, field] of fields.entries()) header.writeBigUInt64LE(BigInt(field), at + 4 + index * 8)
  }
  return header
}

/** What closes the file, after the table. */
export function buildEnd(table: { entries: number; offsetBytes: number; sizeBytes: number }): Buffer {
  const { entries, offsetBytes, sizeBytes } = table
  const isZip64 = entries >= LIMIT_16 || offsetBytes >= LIMIT_32 || sizeBytes >= LIMIT_32
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06_05_4b_50, 0)
  end.writeUInt16LE(Math.min(entries, LIMIT_16), 8)
  end.writeUInt16LE(Math.min(entries, LIMIT_16), 10)
  end.writeUInt32LE(Math.min(sizeBytes, LIMIT_32), 12)
  end.writeUInt32LE(Math.min(offsetBytes, LIMIT_32), 16)
  return isZip64 ? Buffer.concat([buildEnd64(table), end]) : end
}

function buildEnd64(table: { entries: number; offsetBytes: number; sizeBytes: number }): Buffer {
  const end = Buffer.alloc(56 + 20)
  end.writeUInt32LE(0x06_06_4b_50, 0)
  end.writeBigUInt64LE(44n, 4)
  end.writeUInt16LE(MADE_BY_UNIX, 12)
  end.writeUInt16LE(VERSION_ZIP64, 14)
  end.writeBigUInt64LE(BigInt(table.entries), 24)
  end.writeBigUInt64LE(BigInt(table.entries), 32)
  end.writeBigUInt64LE(BigInt(table.sizeBytes), 40)
  end.writeBigUInt64LE(BigInt(table.offsetBytes), 48)
  // Where the record above stands.
  end.writeUInt32LE(0x07_06_4b_50, 56)
  end.writeBigUInt64LE(BigInt(table.offsetBytes + table.sizeBytes), 64)
  end.writeUInt32LE(1, 72)
  return end
}

function getFlags(entry: ZipEntry, hasDescriptor: boolean): number {
  return (isUtf8(entry.name) ? UTF8_FLAG : 0) | (hasDescriptor ? DESCRIPTOR_FLAG : 0)
}

/** Names in other encodings keep their bytes and do not claim to be UTF-8. */
function isUtf8(name: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(name)
    return true
  } catch {
    return false
  }
}

/** Two-second steps since 1980 in universal time; the exact one stands in the extra field. */
function toDosTime(time: Date): number {
  const year = time.getUTCFullYear()
  if (!(year >= 1980)) return (1 << 21) | (1 << 16)
  if (year > 2107) return 0xff_9f_bf_7d
  const date = ((year - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate()
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1)
  return ((date << 16) | clock) >>> 0
}

/** Info-ZIP's "extended timestamp": seconds since 1970. */
function writeTimeExtra(header: Buffer, at: number, changedAt: Date): number {
  const seconds = Math.floor(changedAt.getTime() / 1000)
  header.writeUInt16LE(0x54_55, at)
  header.writeUInt16LE(TIME_EXTRA_BYTES - 4, at + 2)
  header.writeUInt8(1, at + 4)
  header.writeInt32LE(Math.max(-0x80_00_00_00, Math.min(0x7f_ff_ff_ff, seconds)), at + 5)
  return TIME_EXTRA_BYTES
}
