import { close, constants, fchmod, fstat, fsync, futimes, open, type BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { FileError, getErrno } from '../file-error.ts'
import { isHiddenName } from './hidden.ts'
import type { Root } from './root.ts'

const openDescriptor = promisify(open)
const closeDescriptor = promisify(close)
const syncDescriptor = promisify(fsync)
const changeMode = promisify(fchmod)
const changeTimes = promisify(futimes)

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

/**
 * An opened folder. What is done in it goes by its descriptor and one name, never by a longer path, so nobody who swaps a
 * folder for a link meanwhile can lead it elsewhere (Node.js has no openat; `/proc/self/fd/N/name` is the same).
 */
export class FolderHandle implements AsyncDisposable {
  readonly fd: number
  readonly #prefix: Buffer
  #isClosed = false

  constructor(fd: number) {
    this.fd = fd
    this.#prefix = Buffer.from(`/proc/self/fd/${fd}/`)
  }

  /** The address of one name in this folder, for functions of node:fs that do not follow a link in the last place. */
  path(name: Uint8Array): Buffer {
    return Buffer.concat([this.#prefix, name])
  }

  stat(): Promise<BigIntStats> {
    return new Promise((resolve, reject) => {
      fstat(this.fd, { bigint: true }, (error, stats) => (error ? reject(error) : resolve(stats)))
    })
  }

  async setMode(mode: number): Promise<void> {
    await changeMode(this.fd, mode)
  }

  async setTimes(times: { accessedAt: Date; changedAt: Date }): Promise<void> {
    await changeTimes(this.fd, times.accessedAt, times.changedAt)
  }

  /** Makes what was created, renamed or removed in it last through a loss of power. */
  async sync(): Promise<void> {
    try {
      await syncDescriptor(this.fd)
    } catch (error) {
      // Some network file systems know no fsync of folders.
      if (getErrno(error) !== 'EINVAL') throw error
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await closeDescriptor(this.fd)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/** Opens a folder in an opened folder; throws NOT_FOLLOWED for a link and NOT_A_FOLDER for anything else. */
export async function openChild(parent: FolderHandle, name: Uint8Array): Promise<FolderHandle> {
  return new FolderHandle(await openName(parent.path(name)))
}

async function openName(path: Buffer): Promise<number> {
  try {
    return await openDescriptor(path, FOLDER)
  } catch (error) {
    const errno = getErrno(error)
    if (errno !== 'ENOTDIR' && errno !== 'ELOOP') throw error
    // For a link Linux answers ENOTDIR, too.
    const stats = await lstat(path)
    throw new FileError(stats.isFile() ? 'NOT_A_FOLDER' : 'NOT_FOLLOWED', { cause: error })
  }
}

/** The top of the volume as a handle of its own, which its user closes. */
export async function openTop(root: Root): Promise<FolderHandle> {
  return new FolderHandle(await openDescriptor(`/proc/self/fd/${root.fd}/.`, FOLDER))
}

/** Walks down from the root, one descriptor after the other. Our own hidden folders are not found. */
export async function openFolder(root: Root, names: readonly Uint8Array[]): Promise<FolderHandle> {
  const first = names[0]
  if (first && isHiddenName(first)) throw new FileError('NOT_FOUND')
  return walk(root, names)
}

/** The same for our own use, hidden folders included. */
export async function walk(root: Root, names: readonly Uint8Array[]): Promise<FolderHandle> {
  let folder = await openTop(root)
  for (const name of names) {
    try {
      const child = await openChild(folder, name)
      await folder.close()
      folder = child
    } catch (error) {
      await folder.close()
      throw error
    }
  }
  return folder
}
