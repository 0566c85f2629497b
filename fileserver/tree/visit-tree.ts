import { encodeName, joinPath } from '#lib/files/protocol/wire-path.ts'
import { openChild, type FolderHandle } from './folder.ts'
import { isHiddenName } from './hidden.ts'
import { readFacts, readFolder, toBytes, type RawEntry } from './read-folder.ts'

export interface VisitedFolder {
  folder: FolderHandle
  /** Of the wire. */
  path: string
  entries: RawEntry[]
}

export interface VisitTree {
  folder: FolderHandle
  path: string
  signal: AbortSignal
  /** False: neither shown to `visit` nor entered. */
  isWanted?: (raw: string) => boolean
  /** Before the folders in it are entered. False ends the whole walk. */
  visit: (visited: VisitedFolder) => Promise<boolean>
  /** A folder that could not be read; the others are visited nevertheless. */
  onUnreadable?: (path: string, error: unknown) => void
}

/** Each level costs a descriptor while what is below it is visited. */
const DEPTH_MAX = 1000

/** Goes through a folder and all below it, without following a link; our own hidden folders are left out. */
export async function visitTree(options: VisitTree, depth = 0): Promise<boolean> {
  const { folder, path, signal, isWanted, visit, onUnreadable } = options
  signal.throwIfAborted()
  const found = await readFolder(folder)
  const entries = found.filter(({ raw }) => !(path === '' && isHiddenName(toBytes(raw))) && (isWanted?.(raw) ?? true))
  await nameKinds(folder, entries)
  if (!(await visit({ folder, path, entries }))) return false
  for (const { raw, kind } of entries) {
    if (kind !== 'folder') continue
    const name = toBytes(raw)
    const childPath = joinPath(path, encodeName(name))
    try {
      if (depth >= DEPTH_MAX) throw new Error('too deep')
      await using child = await openChild(folder, name)
      if (!(await visitTree({ ...options, folder: child, path: childPath }, depth + 1))) return false
    } catch (error) {
      signal.throwIfAborted()
      onUnreadable?.(childPath, error)
    }
  }
  return true
}

/** Some file systems do not say in a folder what its entries are. */
export async function nameKinds(folder: FolderHandle, entries: RawEntry[]): Promise<void> {
  const unknown = entries.filter((entry) => entry.kind === 'unknown')
  if (unknown.length === 0) return
  const facts = await readFacts(
    folder,
    unknown.map((entry) => entry.raw),
  )
  for (const [index, entry] of unknown.entries()) entry.kind = facts[index]?.kind ?? 'unknown'
}
