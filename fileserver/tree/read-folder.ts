import { lstatSync, readdir, type Dirent, type Stats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EntryKind } from '#lib/files/protocol/entries.ts'
import type { FolderHandle } from './folder.ts'
import { toKind } from './stat.ts'

/**
 * A name in a folder. Its bytes are kept as latin1, which has a character for each byte and loses none: with 100 000 of
 * them that is twice as fast as buffers.
 */
export interface RawEntry {
  raw: string
  /** As the folder says; "unknown" on file systems that do not tell. */
  kind: EntryKind
}

export function toBytes(raw: string): Buffer {
  return Buffer.from(raw, 'latin1')
}

export function readFolder(folder: FolderHandle): Promise<RawEntry[]> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'latin1' as const, withFileTypes: true as const }
    readdir(`/proc/self/fd/${folder.fd}/.`, options, (error, found) => {
      if (error) reject(error)
      else resolve(found.map(toRawEntry))
    })
  })
}

function toRawEntry(entry: Dirent): RawEntry {
  return { raw: entry.name, kind: toDirentKind(entry) }
}

function toDirentKind(entry: Dirent): EntryKind {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  if (entry.isSymbolicLink()) return 'symlink'
  if (entry.isFIFO()) return 'fifo'
  if (entry.isSocket()) return 'socket'
  return entry.isBlockDevice() || entry.isCharacterDevice() ? 'device' : 'unknown'
}

export interface Fact {
  kind: EntryKind
  sizeBytes: number
  /** What it takes from the disk, as far as that is less than its length (a file with holes). */
  diskBytes: number
  changedMs: number
  /** Names that lead to it have this in common, if there are several. */
  link: string | null
}

const SLICE_MS = 10
const SLICE = 64
const AT_ONCE = 64

/**
 * Size and time of many names, in their order; null for what is gone. A local disk answers from memory in microseconds,
 * so names are asked for one after another in slices of some milliseconds, by paths relative to the folder (twice as fast
 * as through /proc). Where a slice takes long (a network), the thread pool asks many at once.
 */
export async function readFacts(
  folder: FolderHandle,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<(Fact | null)[]> {
  const facts: (Fact | null)[] = []
  let isSlow = false
  while (facts.length < names.length && !isSlow) {
    signal?.throwIfAborted()
    const begun = performance.now()
    // The working folder is that of the whole process; nothing else runs until it is set back.
    try {
      process.chdir(`/proc/self/fd/${folder.fd}`)
      while (facts.length < names.length && performance.now() - begun < SLICE_MS) {
        for (const raw of names.slice(facts.length, facts.length + SLICE)) facts.push(readFactHere(raw))
      }
    } catch {
      // A folder whose names may be read but not be looked up.
      return names.map(() => null)
    } finally {
      process.chdir('/')
    }
    isSlow = performance.now() - begun > 10 * SLICE_MS
    await nextTurn()
  }
  while (facts.length < names.length) {
    signal?.throwIfAborted()
    const some = names.slice(facts.length, facts.length + AT_ONCE)
    facts.push(...(await Promise.all(some.map((raw) => readFact(folder, raw)))))
  }
  return facts
}

function readFactHere(raw: string): Fact | null {
  try {
    const stats = lstatSync(toBytes(raw), { throwIfNoEntry: false })
    return stats ? toFact(stats) : null
  } catch {
    return null
  }
}

async function readFact(folder: FolderHandle, raw: string): Promise<Fact | null> {
  try {
    return toFact(await lstat(folder.path(toBytes(raw))))
  } catch {
    return null
  }
}

const BLOCK_BYTES = 512

function toFact(stats: Stats): Fact {
  return {
    kind: toKind(stats),
    sizeBytes: stats.size,
    diskBytes: Math.min(stats.size, stats.blocks * BLOCK_BYTES),
    changedMs: stats.mtimeMs,
    link: stats.nlink > 1 && stats.isFile() ? `${stats.dev}:${stats.ino}` : null,
  }
}
