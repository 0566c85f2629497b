import { mkdir } from 'node:fs/promises'
import { getErrno } from '../file-error.ts'
import { openChild, openTop, type FolderHandle } from './folder.ts'
import { TRASH_NAME, WORK_NAME } from './hidden.ts'
import type { Root } from './root.ts'

/** `.moorage/<part>`, made when it is not there. A link that somebody put in its place is refused, not followed. */
export async function openWorkFolder(root: Root, part: string): Promise<FolderHandle> {
  await using top = await openTop(root)
  await using work = await openOrMake(top, WORK_NAME)
  return await openOrMake(work, Buffer.from(part))
}

export async function openTrashFolder(root: Root): Promise<FolderHandle> {
  await using top = await openTop(root)
  return await openOrMake(top, TRASH_NAME)
}

async function openOrMake(parent: FolderHandle, name: Buffer): Promise<FolderHandle> {
  try {
    return await openChild(parent, name)
  } catch (error) {
    if (getErrno(error) !== 'ENOENT') throw error
  }
  try {
    await mkdir(parent.path(name), 0o700)
  } catch (error) {
    if (getErrno(error) !== 'EEXIST') throw error
  }
  return openChild(parent, name)
}
