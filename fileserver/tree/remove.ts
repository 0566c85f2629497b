import { lstat, readdir, rmdir, unlink } from 'node:fs/promises'
import { getErrno } from '../file-error.ts'
import { openChild, type FolderHandle } from './folder.ts'
import type { Place } from './locate.ts'

export interface RemoveOptions {
  signal?: AbortSignal
  onRemoved?: (sizeBytes: number) => Promise<void>
}

const HERE = Buffer.from('.')
const OWNER = 0o700

/** Deletes for good, with everything below; a link is deleted, never what it leads to. */
export async function removeTree({ folder, name }: Place, options: RemoveOptions = {}): Promise<void> {
  options.signal?.throwIfAborted()
  const path = folder.path(name)
  const stats = await lstat(path)
  if (stats.isDirectory()) {
    {
      await using child = await openChild(folder, name)
      await allowChanges(child)
      for (const entry of await readdir(child.path(HERE), { encoding: 'buffer' })) {
        await removeTree({ folder: child, name: entry }, options).catch(ignoreGone)
      }
    }
    await rmdir(path)
  } else {
    await unlink(path)
  }
  await options.onRemoved?.(stats.isFile() && stats.nlink === 1 ? stats.size : 0)
}

/** Some programs write-protect their own folders; that is not meant to keep their owner from deleting them. */
async function allowChanges(folder: FolderHandle): Promise<void> {
  const mode = Number((await folder.stat()).mode) & 0o7777
  if ((mode & OWNER) !== OWNER) await folder.setMode(mode | OWNER).catch(() => {})
}

/** Somebody else deleted it first. */
function ignoreGone(error: unknown): void {
  if (getErrno(error) !== 'ENOENT') throw error
}
