import { link, lstat, open, rename, unlink } from 'node:fs/promises'
import type { FileProblemCode } from '#lib/files/protocol/problems.ts'
import { FileError, getErrno, toFileError } from '../file-error.ts'
import { openChild } from './folder.ts'
import type { Place } from './locate.ts'
import { statName } from './stat.ts'

export interface Rename {
  from: Place
  to: Place
  /** Puts it over a file that is there; otherwise that is NAME_TAKEN. A folder is never replaced. */
  isReplace: boolean
}

/** Moves something between two opened folders of the volume, and waits until both are on the disk. */
export async function renameInto({ from, to, isReplace }: Rename): Promise<void> {
  if (isReplace) await renameOver(from, to)
  else await renameOntoNothing(from, to)
  await to.folder.sync()
  if (from.folder.fd !== to.folder.fd) await from.folder.sync()
}

/** Node.js has no renameat2 with RENAME_NOREPLACE: each way here lets the kernel decide who came first. */
async function renameOntoNothing(from: Place, to: Place): Promise<void> {
  const source = from.folder.path(from.name)
  const target = to.folder.path(to.name)
  if ((await lstat(source)).isDirectory()) {
    // rename() refuses to put a folder over a file or over a folder that holds something; whoever wins the race between
    // this look and it can lose an empty folder at most.
    if (await statName(to.folder, to.name)) throw new FileError('NAME_TAKEN')
    try {
      await renameOver(from, to)
    } catch (error) {
      throw new FileError(BY_RENAME[getErrno(error) ?? ''] ?? toFileError(error).code, { cause: error })
    }
    return
  }
  try {
    await link(source, target)
  } catch (error) {
    const errno = getErrno(error)
    if (errno === 'EEXIST') throw new FileError('NAME_TAKEN', { cause: error })
    if (errno !== 'EPERM' && errno !== 'ENOTSUP' && errno !== 'EOPNOTSUPP' && errno !== 'EMLINK') throw error
    // No hard links here (or not for somebody else's file): an empty file takes the name.
    await takeName(to, async () => (await open(target, 'wx', 0o600)).close())
    await rename(source, target).catch(async (cause: unknown) => {
      await unlink(target).catch(() => {})
      throw cause
    })
    return
  }
  await unlink(source)
}

async function renameOver(from: Place, to: Place): Promise<void> {
  try {
    await rename(from.folder.path(from.name), to.folder.path(to.name))
  } catch (error) {
    if (getErrno(error) !== 'EACCES') throw error
    const stats = await statName(from.folder, from.name)
    if (!stats?.isDirectory()) throw error
    await renameProtected(error, from, to)
  }
}

/** A folder that changes its parent is written to; one that its owner has write-protected is opened for that moment. */
async function renameProtected(error: unknown, from: Place, to: Place): Promise<void> {
  await using folder = await openChild(from.folder, from.name)
  const mode = Number((await folder.stat()).mode) & 0o7777
  if ((mode & OWNER_WRITES) !== 0) throw error
  await folder.setMode(mode | OWNER_WRITES)
  try {
    await rename(from.folder.path(from.name), to.folder.path(to.name))
  } finally {
    await folder.setMode(mode)
  }
}

async function takeName(to: Place, take: () => Promise<unknown>): Promise<void> {
  try {
    await take()
  } catch (error) {
    if (getErrno(error) === 'EEXIST') throw new FileError('NAME_TAKEN', { cause: error })
    throw error
  }
}

const OWNER_WRITES = 0o200
const BY_RENAME: Record<string, FileProblemCode> = {
  // Into itself.
  EINVAL: 'IMPOSSIBLE_MOVE',
  ENOTDIR: 'NAME_TAKEN',
  EEXIST: 'NAME_TAKEN',
  ENOTEMPTY: 'NAME_TAKEN',
}
