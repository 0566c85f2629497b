import type { UploadItem, UploadState } from './upload-item.ts'

export interface UploadTotals {
  /** Files and empty folders alike. */
  count: number
  byState: Record<UploadState, number>
  totalBytes: number
  sentBytes: number
}

const NONE: Record<UploadState, number> = {
  waiting: 0,
  sending: 0,
  paused: 0,
  asks: 0,
  'needs-file': 0,
  done: 0,
  skipped: 0,
  failed: 0,
}

/** What was skipped counts in no sum of bytes, because nothing of it will be sent. */
export function sumUploads(items: Iterable<UploadItem>): UploadTotals {
  const totals: UploadTotals = { count: 0, byState: { ...NONE }, totalBytes: 0, sentBytes: 0 }
  for (const { state, sizeBytes, sentBytes } of items) {
    totals.count += 1
    totals.byState[state] += 1
    if (state === 'skipped') continue
    totals.totalBytes += sizeBytes
    totals.sentBytes += state === 'done' ? sizeBytes : Math.min(sentBytes, sizeBytes)
  }
  return totals
}

const ORDER: Record<UploadState, number> = {
  asks: 0,
  failed: 1,
  'needs-file': 2,
  sending: 3,
  paused: 4,
  waiting: 5,
  skipped: 6,
  done: 7,
}

/** What needs somebody first, then what moves, then what is over; within each as they were added. */
export function sortUploads(items: readonly UploadItem[]): UploadItem[] {
  return items.toSorted((a, b) => ORDER[a.state] - ORDER[b.state])
}
