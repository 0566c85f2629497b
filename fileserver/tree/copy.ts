import { constants } from 'node:fs'
import { copyFile, lstat, lutimes, mkdir, readlink, symlink, unlink, type FileHandle } from 'node:fs/promises'
import { FileError, getErrno, toFileError } from '../file-error.ts'
import { CREATE, openFile, READ } from './file.ts'
import { openChild } from './folder.ts'
import type { Place } from './locate.ts'
import { readFolder, toBytes } from './read-folder.ts'
import { toKind } from './stat.ts'

export interface CopyTree {
  from: Place
  /** A name that is free. */
  to: Place
  signal: AbortSignal
  onBytes: (bytes: number) => Promise<void>
  /** Something below could not be copied; `names` lead to it from `from`. The rest is copied nevertheless. */
  onFailed: (names: Uint8Array[], error: unknown) => Promise<void>
}

const CHUNK_BYTES = 1024 * 1024
/** Longer ones are copied piece by piece, so that they can be counted and stopped. */
const AT_ONCE_BYTES = 16 * CHUNK_BYTES

/** Copies a file, a folder with all below it, or a link as a link; modes and times are kept. */
export async function copyTree(options: CopyTree): Promise<void> {
  const { from, to, signal } = options
  signal.throwIfAborted()
  const stats = await lstat(from.folder.path(from.name))
  const kind = toKind(stats)
  if (kind === 'file') {
    await copyContent(options)
  } else if (kind === 'folder') {
    await copyFolder(options)
    return
  } else if (kind === 'symlink') {
    const target = await readlink(from.folder.path(from.name), 'buffer').catch((error: unknown) => {
      // No link any more: somebody put something else there since.
      throw getErrno(error) === 'EINVAL' ? new FileError('CHANGED_MEANWHILE', { cause: error }) : error
    })
    await symlink(target, to.folder.path(to.name))
  } else {
    throw new FileError('NOT_FOLLOWED')
  }
  await lutimes(to.folder.path(to.name), stats.atime, stats.mtime)
}

async function copyFolder({ from, to, signal, onBytes, onFailed }: CopyTree): Promise<void> {
  await using source = await openChild(from.folder, from.name)
  await mkdir(to.folder.path(to.name), 0o700)
  await using target = await openChild(to.folder, to.name)
  for (const { raw } of await readFolder(source)) {
    const name = toBytes(raw)
    try {
      await copyTree({
        from: { folder: source, name },
        to: { folder: target, name },
        signal,
        onBytes,
        onFailed: (names, error) => onFailed([name, ...names], error),
      })
    } catch (error) {
      signal.throwIfAborted()
      const { code } = toFileError(error)
      // Nothing that follows would fit either.
      if (code === 'DISK_FULL' || code === 'QUOTA_EXCEEDED') throw error
      await onFailed([name], error)
    }
  }
  const stats = await source.stat()
  await target.setMode(Number(stats.mode) & 0o777)
  await target.setTimes({ accessedAt: stats.atime, changedAt: stats.mtime })
}

async function copyContent({ from, to, signal, onBytes }: CopyTree): Promise<void> {
  await using source = await openFile(from.folder, from.name, READ)
  const { size, mode } = await source.stat()
  // The opened file itself, whatever its name leads to by now.
  const address = `/proc/self/fd/${source.fd}`
  const target = to.folder.path(to.name)
  if (size <= AT_ONCE_BYTES) {
    await copyFile(address, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    await onBytes(size)
    return
  }
  try {
    // Where the file system can share the blocks, that takes no time and no room.
    await copyFile(address, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE)
    await onBytes(size)
    return
  } catch {
    await unlink(target).catch(() => {})
  }
  await using copied = await openFile(to.folder, to.name, CREATE, 0o600)
  await copyPieces({ source, copied, signal, onBytes })
  await copied.chmod(mode & 0o777)
}

async function copyPieces(options: {
  source: FileHandle
  copied: FileHandle
  signal: AbortSignal
  onBytes: (bytes: number) => Promise<void>
}): Promise<void> {
  const { source, copied, signal, onBytes } = options
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  for (let position = 0; ;) {
    signal.throwIfAborted()
    const { bytesRead } = await source.read(buffer, 0, CHUNK_BYTES, position)
    if (bytesRead === 0) return
    for (let written = 0; written < bytesRead;) {
      written += (await copied.write(buffer, written, bytesRead - written, position + written)).bytesWritten
    }
    position += bytesRead
    await onBytes(bytesRead)
  }
}
