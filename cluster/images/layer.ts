import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack, type Pack } from 'tar-stream'
import { AppError } from '#lib/errors.ts'
import { directory, type ImageEntry } from './image-description.ts'

const DEFAULT_MODES = { directory: 0o755, file: 0o644, symlink: 0o777 }

/**
 * One entry per path, parents before children, in an order that no locale changes.
 * Throws INTERNAL when two entries want the same path to be different things.
 */
function toOrderedEntries(entries: readonly ImageEntry[]): ImageEntry[] {
  const byPath = new Map<string, ImageEntry>()
  for (const entry of entries) {
    const known = byPath.get(entry.path)
    if (known && JSON.stringify(known) !== JSON.stringify(entry)) {
      throw new AppError('INTERNAL', `The image description has two different entries for ${entry.path}.`)
    }
    byPath.set(entry.path, entry)
  }
  for (const entry of entries) {
    for (let parent = path.dirname(entry.path); parent !== '/'; parent = path.dirname(parent)) {
      if (!byPath.has(parent)) byPath.set(parent, directory(parent))
    }
  }
  return [...byPath.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

async function addEntry(tar: Pack, entry: ImageEntry): Promise<void> {
  const owner = entry.type === 'symlink' ? 0 : (entry.owner ?? 0)
  const header = {
    name: entry.path.slice(1),
    type: entry.type,
    mode: (entry.type === 'symlink' ? undefined : entry.mode) ?? DEFAULT_MODES[entry.type],
    uid: owner,
    gid: owner,
    mtime: new Date(0),
  }
  if (entry.type === 'directory') tar.entry(header)
  else if (entry.type === 'symlink') tar.entry({ ...header, linkname: entry.target })
  else if ('text' in entry.source) tar.entry(header, entry.source.text)
  else {
    const { size } = await stat(entry.source.file)
    await pipeline(createReadStream(entry.source.file), tar.entry({ ...header, size }))
  }
}

async function fill(tar: Pack, entries: ImageEntry[]): Promise<void> {
  for (const entry of entries) await addEntry(tar, entry)
  tar.finalize()
}

/** The layer as an uncompressed tar: the same entries give the same bytes, big files pass through in pieces. */
export function streamLayer(entries: readonly ImageEntry[]): Readable {
  const tar = pack()
  fill(tar, toOrderedEntries(entries)).catch((error: Error) => tar.destroy(error))
  return Readable.from(tar, { objectMode: false })
}
