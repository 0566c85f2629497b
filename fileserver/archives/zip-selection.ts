import { decodePath, encodeName, isWithin } from '#lib/files/protocol/wire-path.ts'
import { FileError, toFileError } from '../file-error.ts'
import { openFile, READ } from '../tree/file.ts'
import { openChild, type FolderHandle } from '../tree/folder.ts'
import { toFreeNames } from '../tree/free-name.ts'
import { locate } from '../tree/locate.ts'
import { readFolder, toBytes } from '../tree/read-folder.ts'
import type { Root } from '../tree/root.ts'
import { statName } from '../tree/stat.ts'
import type { ZipWriter } from './zip-writer.ts'

const SLASH = Buffer.from('/')
const NOTE_NAME = Buffer.from('not-included.txt')

interface Item {
  folder: FolderHandle
  name: Uint8Array
  /** As it is called in the zip. */
  zipName: Uint8Array
}

/**
 * Writes what was chosen, each under its own name, folders with everything below in the order of the bytes of their
 * names. Nothing is followed; links and special files and what cannot be read stand in a note at the end instead.
 */
export async function writeSelection(
  zip: ZipWriter,
  { root, paths, signal }: { root: Root; paths: readonly string[]; signal: AbortSignal },
): Promise<void> {
  const walk = new Walk(zip, signal)
  const taken = new Set<string>()
  for (const path of paths) {
    // It comes with the folder that it lies in.
    if (paths.some((other) => other !== path && isWithin(path, other))) continue
    const zipName = toFreeName(decodePath(path)?.at(-1), taken)
    if (!zipName) continue
    try {
      await using place = await locate(root, path)
      const { folder, name } = place
      await walk.add({ folder, name, zipName })
    } catch (error) {
      walk.leave(zipName, error)
    }
  }
  if (walk.left.length === 0) return
  const noteName = toFreeName(NOTE_NAME, taken) ?? NOTE_NAME
  const entry = { name: noteName, changedAt: new Date(), permissions: 0o644, isFolder: false }
  await zip.addBytes(entry, Buffer.concat(walk.left))
}

/** Things of different folders may have the same name. */
function toFreeName(name: Uint8Array | undefined, taken: Set<string>): Uint8Array | null {
  for (const free of name ? toFreeNames(name) : []) {
    if (taken.has(encodeName(free))) continue
    taken.add(encodeName(free))
    return free
  }
  return null
}

class Walk {
  readonly #zip: ZipWriter
  readonly #signal: AbortSignal
  /** Lines of the note: why, and the name as it is. */
  readonly left: Uint8Array[] = []

  constructor(zip: ZipWriter, signal: AbortSignal) {
    this.#zip = zip
    this.#signal = signal
  }

  leave(zipName: Uint8Array, error: unknown): void {
    this.#signal.throwIfAborted()
    this.left.push(Buffer.concat([Buffer.from(`${toFileError(error).code}\t`), zipName, Buffer.from('\n')]))
  }

  async add(item: Item): Promise<void> {
    this.#signal.throwIfAborted()
    try {
      const stats = await statName(item.folder, item.name)
      if (!stats) throw new FileError('NOT_FOUND')
      if (stats.isDirectory()) await this.#addFolder(item)
      else if (stats.isFile()) await this.#addFile(item)
      else throw new FileError('NOT_FOLLOWED')
    } catch (error) {
      this.leave(item.zipName, error)
    }
  }

  async #addFolder({ folder, name, zipName }: Item): Promise<void> {
    await using child = await openChild(folder, name)
    const stats = await child.stat()
    const prefix = Buffer.concat([zipName, SLASH])
    const entries = await readFolder(child)
    await this.#zip.addFolder({
      name: prefix,
      changedAt: new Date(Number(stats.mtimeMs)),
      permissions: Number(stats.mode),
      isFolder: true,
    })
    const names = entries.map(({ raw }) => raw).toSorted((a, b) => (a < b ? -1 : 1))
    for (const raw of names) {
      const bytes = toBytes(raw)
      await this.add({ folder: child, name: bytes, zipName: Buffer.concat([prefix, bytes]) })
    }
  }

  async #addFile({ folder, name, zipName }: Item): Promise<void> {
    await using file = await openFile(folder, name, READ)
    const stats = await file.stat()
    const entry = { name: zipName, changedAt: stats.mtime, permissions: stats.mode, isFolder: false }
    await this.#zip.addFile(entry, file, stats.size)
  }
}
