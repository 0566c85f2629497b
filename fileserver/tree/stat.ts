import type { BigIntStats, Stats } from 'node:fs'
import { lstat, readlink } from 'node:fs/promises'
import { encodeName } from '#lib/files/protocol/wire-path.ts'
import type { Entry, EntryKind } from '#lib/files/protocol/entries.ts'
import { getErrno } from '../file-error.ts'
import type { FolderHandle } from './folder.ts'

/** What stands under a name, without following it; null when nothing does. */
export async function statName(folder: FolderHandle, name: Uint8Array): Promise<BigIntStats | null> {
  try {
    return await lstat(folder.path(name), { bigint: true })
  } catch (error) {
    if (getErrno(error) === 'ENOENT') return null
    throw error
  }
}

export async function readEntry(folder: FolderHandle, name: Uint8Array): Promise<Entry | null> {
  const stats = await statName(folder, name)
  if (!stats) return null
  return toEntry(name, stats, stats.isSymbolicLink() ? await readTarget(folder, name) : null)
}

/** For display: bytes that are no UTF-8 become "�". */
async function readTarget(folder: FolderHandle, name: Uint8Array): Promise<string | null> {
  try {
    return await readlink(folder.path(name), 'utf8')
  } catch {
    return null
  }
}

export function toEntry(name: Uint8Array, stats: BigIntStats, linkTarget: string | null): Entry {
  const isFile = stats.isFile()
  return {
    name: encodeName(name),
    kind: toKind(stats),
    sizeBytes: isFile ? Number(stats.size) : null,
    changedAt: toIso(Number(stats.mtimeMs)),
    etag: isFile ? toEtag(stats) : null,
    permissions: Number(stats.mode) & 0o7777,
    linkTarget,
  }
}

export function toKind(stats: BigIntStats | Stats): EntryKind {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'folder'
  if (stats.isSymbolicLink()) return 'symlink'
  if (stats.isFIFO()) return 'fifo'
  if (stats.isSocket()) return 'socket'
  return stats.isBlockDevice() || stats.isCharacterDevice() ? 'device' : 'unknown'
}

/**
 * Which file, how long, and when its content and its attributes last changed: the time of the attributes is there because
 * a program may set that of the content back.
 */
export function toEtag(stats: BigIntStats): string {
  return [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].map((part) => part.toString(36)).join('-')
}

/** A file may carry any time, also one that no calendar has. */
export function toIso(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString()
}
