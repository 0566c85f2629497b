import { mkdir } from 'node:fs/promises'
import { FileError, getErrno } from '../file-error.ts'
import { openChild, openTop, type FolderHandle } from './folder.ts'
import { isHiddenName } from './hidden.ts'
import type { Root } from './root.ts'

/** Makes one folder; throws NAME_TAKEN when anything has the name. */
export async function makeFolder(parent: FolderHandle, name: Uint8Array, mode?: number): Promise<void> {
  try {
    await mkdir(parent.path(name), mode)
  } catch (error) {
    if (getErrno(error) === 'EEXIST') throw new FileError('NAME_TAKEN', { cause: error })
    throw error
  }
  await parent.sync()
}

/** Opens a folder and makes what is missing on the way; `isNew` is about the last. */
export async function openOrMakeFolders(
  root: Root,
  names: readonly Uint8Array[],
): Promise<{ folder: FolderHandle; isNew: boolean }> {
  const first = names[0]
  if (first && isHiddenName(first)) throw new FileError('NOT_FOUND')
  let folder = await openTop(root)
  let isNew = false
  try {
    for (const name of names) {
      const found = await openOrMake(folder, name)
      await folder.close()
      folder = found.folder
      isNew = found.isNew
    }
    return { folder, isNew }
  } catch (error) {
    await folder.close()
    throw error
  }
}

async function openOrMake(parent: FolderHandle, name: Uint8Array): Promise<{ folder: FolderHandle; isNew: boolean }> {
  try {
    return { folder: await openChild(parent, name), isNew: false }
  } catch (error) {
    if (getErrno(error) !== 'ENOENT') throw error
  }
  const isNew = await makeFolder(parent, name).then(
    () => true,
    (error: unknown) => {
      // Somebody else made it at the same time.
      if (error instanceof FileError && error.code === 'NAME_TAKEN') return false
      throw error
    },
  )
  return { folder: await openChild(parent, name), isNew }
}
