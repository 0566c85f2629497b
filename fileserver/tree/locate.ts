import { decodePath } from '#lib/files/protocol/wire-path.ts'
import { FileError, toFileError } from '../file-error.ts'
import { openFolder, type FolderHandle } from './folder.ts'
import { isHiddenName } from './hidden.ts'
import type { Root } from './root.ts'

export interface Place {
  folder: FolderHandle
  name: Uint8Array
}

/** The bytes of each name of a path; throws INVALID_INPUT for what is none, NOT_FOUND for our own hidden folders. */
export function requireNames(wirePath: string): Uint8Array[] {
  const names = decodePath(wirePath)
  if (names === null) throw new FileError('INVALID_INPUT', { path: wirePath })
  const first = names[0]
  if (first && isHiddenName(first)) throw new FileError('NOT_FOUND', { path: wirePath })
  return names
}

/** A place whose folder is closed with it. */
export type LocatedPlace = Place & AsyncDisposable

/** The opened folder in which something lies or shall lie, and its name there. The caller closes it: `await using`. */
export async function locate(root: Root, wirePath: string): Promise<LocatedPlace> {
  const names = requireNames(wirePath)
  const name = names.at(-1)
  if (!name) throw new FileError('IMPOSSIBLE_MOVE', { path: wirePath })
  try {
    const folder = await openFolder(root, names.slice(0, -1))
    return { folder, name, [Symbol.asyncDispose]: () => folder.close() }
  } catch (error) {
    throw toFileError(error, wirePath)
  }
}

/** Opens a folder by its path on the wire. */
export async function openFolderAt(root: Root, wirePath: string): Promise<FolderHandle> {
  try {
    return await openFolder(root, requireNames(wirePath))
  } catch (error) {
    throw toFileError(error, wirePath)
  }
}
