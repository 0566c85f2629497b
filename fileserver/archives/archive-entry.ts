import { FileError } from '../file-error.ts'

const SLASH = 0x2f

/** Something in an archive, as it comes. Its bytes must be read, or left, before the next is asked for. */
export interface ArchiveEntry {
  /** As the archive spells it, bytes of UTF-8 or others. */
  name: Uint8Array
  /** What is neither file nor folder (a link, a device, an encrypted file) is never made. */
  kind: 'file' | 'folder' | 'other'
  sizeBytes: number
  changedAt: Date
  permissions: number
  /** Of a file; what is known of its content. */
  crc32: number | null
  open: () => Promise<AsyncIterable<Buffer>>
}

export interface Archive {
  /** Null where only reading to the end would say. */
  totals: { entries: number; sizeBytes: number } | null
  entries: () => AsyncIterable<ArchiveEntry>
}

/**
 * The names from the folder down; empty for the folder itself ("./"). An entry that leads out, or begins at the root, makes
 * the archive one that nobody packs honestly: UNSAFE_ARCHIVE.
 */
export function toEntryNames(name: Uint8Array): Uint8Array[] {
  if (name[0] === SLASH || name.includes(0)) throw new FileError('UNSAFE_ARCHIVE')
  const names: Uint8Array[] = []
  for (let at = 0; at <= name.length;) {
    const slash = name.indexOf(SLASH, at)
    const end = slash === -1 ? name.length : slash
    const part = name.subarray(at, end)
    const text = Buffer.from(part).toString('latin1')
    if (text === '..') throw new FileError('UNSAFE_ARCHIVE')
    if (text !== '' && text !== '.') names.push(part)
    at = end + 1
  }
  return names
}
