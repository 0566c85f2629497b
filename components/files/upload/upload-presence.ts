import type { Messages } from 'next-intl'
import type { UploadQueue } from './upload-queue.ts'

export interface UploadPresence {
  queues: readonly UploadQueue[]
  /** How many drops are still being looked through; folders can be deep. */
  readingCount: number
  /** Trays that pages show themselves; where there is none, the frame shows one. */
  trayCount: number
  /** The sentences that the tray needs, on pages that do not bring them. */
  messages: Partial<Messages>
}

// One per tab. Light enough for every page: the code of uploads comes with the first file page.
let presence: UploadPresence = { queues: [], readingCount: 0, trayCount: 0, messages: {} }
const listeners = new Set<() => void>()

export function getUploadPresence(): UploadPresence {
  return presence
}

export function subscribeToUploads(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function changeUploadPresence(change: (before: UploadPresence) => Partial<UploadPresence>): void {
  presence = { ...presence, ...change(presence) }
  for (const listener of listeners) listener()
}

/** Returns how to take it back. */
export function countTray(): () => void {
  changeUploadPresence(({ trayCount }) => ({ trayCount: trayCount + 1 }))
  return () => changeUploadPresence(({ trayCount }) => ({ trayCount: trayCount - 1 }))
}
