import { open, statfs, unlink } from 'node:fs/promises'
import { CREATE } from './file.ts'
import type { FolderHandle } from './folder.ts'

/** Of ext2, ext3 and ext4, from statfs(2). */
const EXT = 0xef53
// Names share blocks by their hashes, unevenly: enough blocks that several hundred names find room in the fullest.
const NAMES = 600
const NAME_BYTES = 240
const ENOUGH_BYTES = (NAMES * NAME_BYTES) / 2

/**
 * Makes room for names in a folder ahead of time. In ext4 a folder takes blocks as it grows and never gives them back, so a
 * trash that was once filled with names can still take things when the disk has no block left. Elsewhere it does nothing.
 */
export async function reserveNames(folder: FolderHandle): Promise<void> {
  const { type } = await statfs(folder.path(Buffer.from('.')))
  if (type !== EXT || (await folder.stat()).size >= ENOUGH_BYTES) return
  const names = Array.from({ length: NAMES }, (_, index) => Buffer.from(`reserved-${index}-`.padEnd(NAME_BYTES, '0')))
  try {
    for (const name of names) await (await open(folder.path(name), CREATE, 0o600)).close()
  } finally {
    for (const name of names) await unlink(folder.path(name)).catch(() => {})
  }
}
