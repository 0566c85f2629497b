import { LogQueue } from './objects-log-queue.ts'
import type { TimePosition } from './objects-log-queue.ts'
import type { LogLine } from './schema-logs.ts'

/** One source that lines are taken from. */
export interface MergedSource {
  readonly id: number
  readonly queue: LogQueue
  /** It still gives what was written before the page was opened: none of that is skipped, and all of it sorted. */
  isCatchingUp: boolean
  /** Nothing comes any more. */
  hasEnded: boolean
}

/** What may wait to be sent, all sources together. */
export const PENDING_MAX_BYTES = 384 * 1024

/** Brings the lines of several logs into one order, and skips the oldest ones when they come too fast. */
export class LogMerge {
  private readonly sources = new Map<number, MergedSource>()
  private skippedLines = 0

  add(id: number, known: TimePosition | null): MergedSource {
    const source = { id, queue: new LogQueue(known), isCatchingUp: true, hasEnded: false }
    this.sources.set(id, source)
    return source
  }

  remove(id: number): void {
    this.sources.delete(id)
  }

  get pendingBytes(): number {
    let bytes = 0
    for (const { queue } of this.sources.values()) bytes += queue.bytes
    return bytes
  }

  /** Whether a source that is not skipped has enough waiting; whoever reads it has to stop. */
  isFull({ queue }: MergedSource): boolean {
    return queue.bytes >= PENDING_MAX_BYTES / Math.max(1, this.sources.size)
  }

  /** Makes room among what is written now: that of the source with the most, so that a flood hides no other's line. */
  shed(): void {
    while (this.pendingBytes > PENDING_MAX_BYTES) {
      const live = [...this.sources.values()].filter(({ isCatchingUp, queue }) => !isCatchingUp && queue.bytes > 0)
      const largest = live.toSorted((a, b) => b.queue.bytes - a.queue.bytes)[0]
      if (!largest) return
      this.skippedLines += largest.queue.dropOldest()
    }
  }

  /** How many lines were skipped since the last call. */
  takeSkipped(): number {
    const skipped = this.skippedLines
    this.skippedLines = 0
    return skipped
  }

  /** The next lines in the order of their times; none while a source that catches up may still have an older one. */
  take(limit: { lines: number; bytes: number }, liveSinceTime: string): LogLine[] {
    const taken: LogLine[] = []
    let bytes = 0
    while (taken.length < limit.lines && bytes < limit.bytes) {
      const next = this.findNext()
      if (!next) break
      const line = next.queue.shift()
      if (!line) break
      if (line.time >= liveSinceTime) next.isCatchingUp = false
      const { time, text, fullBytes } = line
      taken.push(fullBytes === null ? [next.id, time, text] : [next.id, time, text, fullBytes])
      bytes += text.length + time.length
    }
    return taken
  }

  private findNext(): MergedSource | null {
    let best: MergedSource | null = null
    let bestTime = ''
    for (const source of this.sources.values()) {
      const head = source.queue.peek()
      if (head === null) {
        if (source.isCatchingUp && !source.hasEnded) return null
        continue
      }
      // A line without a time stands where it came.
      if (best === null || head.time < bestTime) {
        best = source
        bestTime = head.time
      }
    }
    return best
  }
}
