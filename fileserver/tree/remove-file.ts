import { unlink } from 'node:fs/promises'
import { getErrno } from '../file-error.ts'
import type { Place } from './locate.ts'

/** Removes one name that is no folder's; nothing happens when it is gone already. */
export async function removeFile({ folder, name }: Place): Promise<void> {
  try {
    await unlink(folder.path(name))
  } catch (error) {
    if (getErrno(error) !== 'ENOENT') throw error
  }
}
