const WINDOW_MS = 10_000
const MIN_SPAN_MS = 500

interface Sample {
  atMs: number
  sentBytes: number
}

/** How fast it goes, measured over the last seconds; begins anew after every pause. */
export class UploadRate {
  #samples: Sample[] = []

  add(atMs: number, sentBytes: number): void {
    const last = this.#samples.at(-1)
    // What was sent can become less: a part did not arrive whole, or was cancelled.
    if (last && sentBytes < last.sentBytes) this.#samples = []
    this.#samples.push({ atMs, sentBytes })
    const oldest = this.#samples.findLastIndex((sample) => sample.atMs <= atMs - WINDOW_MS)
    if (oldest > 0) this.#samples.splice(0, oldest)
  }

  reset(): void {
    this.#samples = []
  }

  /** Null until there is enough to measure. */
  getBytesPerSecond(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (!first || !last || last.atMs - first.atMs < MIN_SPAN_MS) return null
    return ((last.sentBytes - first.sentBytes) / (last.atMs - first.atMs)) * 1000
  }

  /** Null where nothing moves, so that nobody reads a number that means nothing. */
  getSecondsLeft(leftBytes: number): number | null {
    const speed = this.getBytesPerSecond()
    return speed === null || speed < 1 ? null : Math.ceil(leftBytes / speed)
  }
}
