import { statfs } from 'node:fs/promises'
import type { VolumeUsage } from '#lib/files/protocol/entries.ts'
import type { Root } from './root.ts'

export async function readUsage(root: Root): Promise<VolumeUsage> {
  const stats = await statfs(`/proc/self/fd/${root.fd}`)
  // What the file system keeps for root counts neither as used nor as free, as in df.
  return {
    totalBytes: (stats.blocks - stats.bfree + stats.bavail) * stats.bsize,
    usedBytes: (stats.blocks - stats.bfree) * stats.bsize,
    freeBytes: stats.bavail * stats.bsize,
    totalFiles: stats.files > 0 ? stats.files : null,
    freeFiles: stats.files > 0 ? stats.ffree : null,
  }
}
