import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { FileError } from '../file-error.ts'
import type { FolderHandle } from './folder.ts'

/** Numbers, so that callers need nothing of node:fs; O_NOFOLLOW and O_NONBLOCK are always added. */
export const READ = constants.O_RDONLY
export const READ_WRITE = constants.O_RDWR
/** Past the kernel's cache; a file system that cannot refuses to open it (EINVAL). */
export const DIRECT = constants.O_WRONLY | constants.O_DIRECT
/** A new file to write and read; fails with NAME_TAKEN (EEXIST) when there is one. */
export const CREATE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL

/**
 * Opens a regular file, and nothing else: a link fails with ELOOP, a pipe without reader or writer does not block, and
 * what turns out to be no file is closed at once (NOT_FOLLOWED; NOT_A_FILE for a folder).
 */
export async function openFile(
  folder: FolderHandle,
  name: Uint8Array,
  flags: number,
  mode = 0o666,
): Promise<FileHandle> {
  const path = folder.path(name)
  const file = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, mode)
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new FileError(stats.isDirectory() ? 'NOT_A_FILE' : 'NOT_FOLLOWED')
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}
