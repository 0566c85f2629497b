import { keepWorse } from '#lib/workloads/explain-reasons.ts'
import type { Explanation } from '#lib/workloads/schema.ts'

interface Reported {
  uid: string
  explanation: Explanation
}

interface Shown {
  explanation: Explanation
  /** When the cluster last said so, in the browser's own time. */
  atMs: number
}

/** Something milder may be said this long after something worse; the rule itself is keepWorse. */
const CHECK_AFTER_MS = 10_000

/** What pages show instead of what was said last, so that a program that crashes again and again does not flicker. */
export class SettledExplanations {
  private shown = new Map<string, Shown>()
  private readonly readClock: () => number

  constructor(readClock: () => number = Date.now) {
    this.readClock = readClock
  }

  /** The same items where nothing is held back. `againAtMs` is when to ask again though nothing new has come. */
  settle<T extends Reported>(items: readonly T[]): { items: readonly T[]; againAtMs: number | null } {
    const nowMs = this.readClock()
    const next = new Map<string, Shown>()
    let againAtMs: number | null = null
    let isChanged = false
    const settled = items.map((item) => {
      const before = this.shown.get(item.uid) ?? null
      const kept = keepWorse({
        previous: before?.explanation ?? null,
        previousAtMs: before?.atMs ?? 0,
        next: item.explanation,
        nowMs,
      })
      const isHeld = before !== null && kept === before.explanation && kept !== item.explanation
      const atMs = isHeld ? before.atMs : nowMs
      next.set(item.uid, { explanation: kept, atMs })
      if (!isHeld) return item
      isChanged = true
      againAtMs = Math.min(againAtMs ?? Infinity, atMs + CHECK_AFTER_MS)
      return { ...item, explanation: kept }
    })
    this.shown = next
    return { items: isChanged ? settled : items, againAtMs }
  }
}
