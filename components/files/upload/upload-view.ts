import type { HoldReason } from './upload-failure.ts'
import type { UploadItem } from './upload-item.ts'
import type { UploadRate } from './upload-rate.ts'
import { sortUploads, sumUploads, type UploadTotals } from './upload-totals.ts'

/** What the tray shows. */
export interface UploadView {
  /** What needs somebody first. */
  items: readonly UploadItem[]
  totals: UploadTotals
  /** Null while it is not known. */
  bytesPerSecond: number | null
  secondsLeft: number | null
  isPaused: boolean
  /** Why nothing moves, while nobody paused it. */
  hold: HoldReason | null
  /** The next whose name is taken. */
  asking: UploadItem | null
  /** Files of an earlier visit can be opened again, once the person allows it. */
  canReopen: boolean
}

interface QueueState {
  isPaused: boolean
  hold: HoldReason | null
  /** Batches whose files the browser can open again. */
  reopenable: ReadonlySet<string>
  nowMs: number
}

export function buildUploadView(all: readonly UploadItem[], rate: UploadRate, state: QueueState): UploadView {
  const { isPaused, hold, reopenable, nowMs } = state
  const items = sortUploads(all)
  const totals = sumUploads(items)
  const isMoving = totals.byState.sending > 0 && hold === null && !isPaused
  if (isMoving) rate.add(nowMs, totals.sentBytes)
  else rate.reset()
  return {
    items,
    totals,
    bytesPerSecond: rate.getBytesPerSecond(),
    secondsLeft: rate.getSecondsLeft(totals.totalBytes - totals.sentBytes),
    isPaused,
    hold,
    asking: items.find((item) => item.state === 'asks') ?? null,
    canReopen: items.some((item) => item.state === 'needs-file' && reopenable.has(item.batchId)),
  }
}
