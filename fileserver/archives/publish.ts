import type { ClashRule } from '#lib/files/protocol/requests.ts'
import { encodeName, joinPath } from '#lib/files/protocol/wire-path.ts'
import { settle } from '../entries/settle.ts'
import { openChild, type FolderHandle } from '../tree/folder.ts'
import { readFolder, toBytes } from '../tree/read-folder.ts'
import type { Root } from '../tree/root.ts'
import { statName } from '../tree/stat.ts'

export interface Publishing {
  root: Root
  /** What was unpacked; what is published leaves it. */
  from: FolderHandle
  to: FolderHandle
  toPath: string
  /** Where `from` is in the archive. */
  fromPath: string
  clash: ClashRule
  onDone: (item: { from: string; to: string | null }) => Promise<void>
  onFailed: (from: string, error: unknown) => Promise<void>
}

/** Gives what was unpacked its place. A folder that is there already is filled; a file follows the rule for clashes. */
export async function publish(options: Publishing): Promise<void> {
  const { root, from, to, clash, onDone, onFailed } = options
  for (const name of await readNames(from)) {
    const fromPath = joinPath(options.fromPath, encodeName(name))
    const toPath = joinPath(options.toPath, encodeName(name))
    try {
      if (await areFolders([from, to], name)) {
        await using source = await openChild(from, name)
        await using target = await openChild(to, name)
        await publish({ ...options, from: source, to: target, fromPath, toPath })
        continue
      }
      const places = { from: { folder: from, name }, to: { folder: to, name } }
      await onDone({ from: fromPath, to: await settle({ root, ...places, toPath, clash }) })
    } catch (error) {
      await onFailed(fromPath, error)
    }
  }
}

/** Paths, from the folder down, of what would be in the way. */
export async function findClashes(from: FolderHandle, to: FolderHandle): Promise<string[]> {
  const clashes: string[] = []
  for (const name of await readNames(from)) {
    const encoded = encodeName(name)
    if (await areFolders([from, to], name)) {
      await using source = await openChild(from, name)
      await using target = await openChild(to, name)
      clashes.push(...(await findClashes(source, target)).map((path) => joinPath(encoded, path)))
    } else if (await statName(to, name)) {
      clashes.push(encoded)
    }
  }
  return clashes
}

async function areFolders(folders: readonly FolderHandle[], name: Uint8Array): Promise<boolean> {
  const stats = await Promise.all(folders.map((folder) => statName(folder, name)))
  return stats.every((found) => found?.isDirectory() === true)
}

async function readNames(folder: FolderHandle): Promise<Buffer[]> {
  const entries = await readFolder(folder)
  return entries
    .map(({ raw }) => raw)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map(toBytes)
}
