import type { FileHandle } from 'node:fs/promises'
import { fromFdPromise, getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl'
import { FileError } from '../file-error.ts'
import type { Archive, ArchiveEntry } from './archive-entry.ts'

const MADE_BY_UNIX = 3
const TYPE_MASK = 0o170_000
const REGULAR = 0o100_000
const DIRECTORY = 0o040_000

/** Reads the table at the end of a zip; an archive whose entries share their bytes (a bomb) is refused. */
export async function openZip(file: FileHandle, archiveBytes: number): Promise<Archive> {
  const zip = await readTable(file)
  const entries: Entry[] = []
  const totals = { entries: 0, sizeBytes: 0 }
  let packedBytes = 0
  for await (const entry of zip.eachEntry()) {
    entries.push(entry)
    totals.entries += 1
    totals.sizeBytes += entry.uncompressedSize
    packedBytes += entry.compressedSize
    if (packedBytes > archiveBytes) throw new FileError('UNSAFE_ARCHIVE')
    if (totals.entries > ENTRIES_MAX) throw new FileError('TOO_LARGE')
  }
  return {
    totals,
    // oxlint's require-yield needs something to wait for; the table is in memory already.
    entries: async function* list() {
      for (const entry of entries) yield await Promise.resolve(toArchiveEntry(zip, entry))
    },
  }
}

export const ENTRIES_MAX = 200_000

async function readTable(file: FileHandle): Promise<ZipFile> {
  // Names are checked by `toEntryNames`, as bytes.
  return fromFdPromise(file.fd, { autoClose: false, lazyEntries: true, decodeStrings: false })
}

function toArchiveEntry(zip: ZipFile, entry: Entry): ArchiveEntry {
  const name = toName(entry)
  const isUnix = entry.versionMadeBy >> 8 === MADE_BY_UNIX
  const mode = isUnix ? entry.externalFileAttributes >>> 16 : 0
  const type = mode & TYPE_MASK
  const isFolder = name.at(-1) === 0x2f || type === DIRECTORY
  const isFile = !isFolder && (type === 0 || type === REGULAR) && entry.canDecodeFileData()
  return {
    name,
    kind: isFolder ? 'folder' : isFile ? 'file' : 'other',
    sizeBytes: entry.uncompressedSize,
    changedAt: entry.getLastModDate({ timezone: 'UTC' }),
    permissions: mode & 0o777,
    crc32: entry.crc32,
    open: () => zip.openReadStreamPromise(entry),
  }
}

/** Names that are UTF-8, marked so or not, keep their bytes; others are of the code page of old DOS. */
function toName({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): Uint8Array {
  const decoded = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fileNameRaw)
    // Without a slash, a backslash is how some programs of Windows write one.
    return Buffer.from(text.includes('/') ? text : text.replaceAll('\\', '/'))
  } catch {
    return Buffer.from(decoded)
  }
}
