import { crc32 } from 'node:zlib'
import type { FileHandle } from 'node:fs/promises'
import { encodeName, NAME_BYTES_MAX } from '#lib/files/protocol/wire-path.ts'
import { FileError } from '../file-error.ts'
import { CREATE, openFile } from '../tree/file.ts'
import { isHiddenName } from '../tree/hidden.ts'
import { openOrMakeFolders } from '../tree/make-folder.ts'
import type { Root } from '../tree/root.ts'
import { toEntryNames, type Archive, type ArchiveEntry } from './archive-entry.ts'
import { ENTRIES_MAX } from './zip-archive.ts'

/** An honest archive of logs or zeros is packed 100 to 1; what is far beyond is a bomb. */
const RATIO_MAX = 200
const SMALL_BYTES = 256 * 1024 * 1024
const SYNCS_AT_ONCE = 8

export interface UnpackOptions {
  archive: Archive
  archiveBytes: number
  freeBytes: number
  signal: AbortSignal
  onProgress: (done: { items: number; bytes: number }) => Promise<void>
  /** Of an entry that is not made; its name as a path of the wire. */
  onLeft: (path: string, error: FileError) => Promise<void>
}

/**
 * Unpacks into an empty folder. Only files and folders are made, all below it. Throws UNSAFE_ARCHIVE, TOO_LARGE or
 * DISK_FULL as soon as that is known; the caller removes what is there by then.
 */
export async function unpack(top: Root, options: UnpackOptions): Promise<void> {
  const { archive, archiveBytes, freeBytes, signal } = options
  const bytesMax = Math.max(SMALL_BYTES, archiveBytes * RATIO_MAX)
  const done = { items: 0, bytes: 0 }
  const require = (bytes: number) => {
    if (bytes > bytesMax) throw new FileError('UNSAFE_ARCHIVE')
    if (bytes > freeBytes) throw new FileError('DISK_FULL')
  }
  if (archive.totals) require(archive.totals.sizeBytes)
  const syncs = new Syncs()
  try {
    for await (const entry of archive.entries()) {
      signal.throwIfAborted()
      done.items += 1
      if (done.items > ENTRIES_MAX) throw new FileError('TOO_LARGE')
      const names = toEntryNames(entry.name)
      const problem = findProblem(entry, names)
      if (problem) await options.onLeft(names.map(encodeName).join('/'), problem)
      else if (entry.kind === 'folder') await (await openOrMakeFolders(top, names)).folder.close()
      else {
        const write = (bytes: number) => {
          signal.throwIfAborted()
          done.bytes += bytes
          require(done.bytes)
        }
        await unpackFile(top, { entry, names, syncs, write })
      }
      await options.onProgress(done)
    }
  } finally {
    await syncs.settle()
  }
  syncs.throwProblem()
}

function findProblem({ kind }: ArchiveEntry, names: readonly Uint8Array[]): FileError | null {
  if (kind === 'other') return new FileError('NOT_FOLLOWED')
  if (names[0] && isHiddenName(names[0])) return new FileError('NOT_FOUND')
  if (names.some((name) => name.length > NAME_BYTES_MAX)) return new FileError('NAME_TOO_LONG')
  return kind === 'file' && names.length === 0 ? new FileError('INVALID_INPUT') : null
}

interface FileWork {
  entry: ArchiveEntry
  names: readonly Uint8Array[]
  syncs: Syncs
  write: (bytes: number) => void
}

async function unpackFile(top: Root, { entry, names, syncs, write }: FileWork): Promise<void> {
  const name = names.at(-1)
  if (!name) return
  await using folder = (await openOrMakeFolders(top, names.slice(0, -1))).folder
  const file = await openFile(folder, name, CREATE, (entry.permissions & 0o111) === 0 ? 0o666 : 0o777)
  try {
    let sum = 0
    for await (const bytes of await entry.open()) {
      write(bytes.length)
      sum = crc32(bytes, sum)
      await writeAll(file, bytes)
    }
    if (entry.crc32 !== null && sum !== entry.crc32) throw new FileError('UNKNOWN_ARCHIVE')
    if (!Number.isNaN(entry.changedAt.getTime())) await file.utimes(new Date(), entry.changedAt)
  } catch (error) {
    await file.close()
    throw error
  }
  await syncs.add(file)
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten
}

/** Many files are made to last at once: the disk does it together. */
class Syncs {
  readonly #underWay = new Set<Promise<void>>()
  #problem: { error: unknown } | null = null

  async add(file: FileHandle): Promise<void> {
    if (this.#underWay.size >= SYNCS_AT_ONCE) await Promise.race(this.#underWay)
    const work = this.#sync(file).finally(() => this.#underWay.delete(work))
    this.#underWay.add(work)
    this.throwProblem()
  }

  async settle(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  throwProblem(): void {
    if (this.#problem) throw this.#problem.error
  }

  async #sync(file: FileHandle): Promise<void> {
    try {
      await using closed = file
      await closed.datasync()
    } catch (error) {
      this.#problem ??= { error }
    }
  }
}
