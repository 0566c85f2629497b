import { FULLNESS } from '#components/storage/volume-state.ts'
import type { VolumeUsage } from '#lib/files/protocol/entries.ts'

/** One sentence for each below `files.usage.levels`; "calm" has none. */
export type UsageLevel = 'calm' | 'high' | 'higher' | 'nearly' | 'full' | 'noFiles'

/** Too little for anything but deleting. */
const NOTHING_BYTES = 64 * 1024

export function getUsageLevel({ usedBytes, freeBytes, freeFiles }: VolumeUsage): UsageLevel {
  if (freeBytes < NOTHING_BYTES) return 'full'
  // Some file systems make places for files as they need them, and count none.
  if (freeFiles === 0) return 'noFiles'
  const share = usedBytes / (usedBytes + freeBytes)
  if (share >= FULLNESS.nearly) return 'nearly'
  if (share >= FULLNESS.higher) return 'higher'
  return share >= FULLNESS.high ? 'high' : 'calm'
}
