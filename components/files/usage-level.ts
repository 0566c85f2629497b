import type { VolumeUsage } from '#lib/files/protocol/entries.ts'

/** One sentence for each below `files.usage.levels`; "calm" has none. */
export type UsageLevel = 'calm' | 'high' | 'higher' | 'nearly' | 'full' | 'noFiles'

const THRESHOLDS = { high: 0.8, higher: 0.9, nearly: 0.95 } as const
/** Too little for anything but deleting. */
const NOTHING_BYTES = 64 * 1024

export function getUsageLevel({ usedBytes, freeBytes, freeFiles }: VolumeUsage): UsageLevel {
  if (freeBytes < NOTHING_BYTES) return 'full'
  // Some file systems make places for files as they need them, and count none.
  if (freeFiles === 0) return 'noFiles'
  const share = usedBytes / (usedBytes + freeBytes)
  if (share >= THRESHOLDS.nearly) return 'nearly'
  if (share >= THRESHOLDS.higher) return 'higher'
  return share >= THRESHOLDS.high ? 'high' : 'calm'
}
