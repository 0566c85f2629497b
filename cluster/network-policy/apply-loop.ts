import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'

const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 5_000

export interface ApplyLoopOptions {
  render: () => string
  /** Must leave the former rules standing when it fails. */
  load: (ruleset: string) => Promise<void>
  onLoaded: () => void
  onFailed: (cause: unknown) => void
}

/** Keeps the kernel's rules equal to what `render` says, with never more than one load at a time. */
export class ApplyLoop {
  private readonly options: ApplyLoopOptions
  private readonly stopping = new AbortController()
  private waking = new AbortController()
  private waiting: (() => void)[] = []
  private loaded: string | null = null
  private isWanted = false
  private isRunning = false
  private failures = 0

  constructor(options: ApplyLoopOptions) {
    this.options = options
  }

  /** Something changed: renders and loads at once, or right after the load under way. */
  request(): void {
    this.isWanted = true
    this.waking.abort()
    if (!this.isRunning && !this.stopping.signal.aborted) void this.run()
  }

  /** Loads even an unchanged text; resolves once what is true now stands in the kernel, however many attempts that takes. */
  flush(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve)
      this.request()
    })
  }

  stop(): void {
    this.stopping.abort()
  }

  private async run(): Promise<void> {
    this.isRunning = true
    // One chunk of a watch often holds many events: they belong into one run.
    await nextTurn()
    while (this.isWanted && !this.stopping.signal.aborted) {
      this.isWanted = false
      await this.attempt()
    }
    this.isRunning = false
  }

  private async attempt(): Promise<void> {
    const served = this.waiting
    this.waiting = []
    try {
      const ruleset = this.options.render()
      if (ruleset === this.loaded && served.length === 0) return
      this.loaded = null
      await this.options.load(ruleset)
      this.loaded = ruleset
    } catch (cause) {
      this.waiting.unshift(...served)
      this.options.onFailed(cause)
      await this.pause()
      this.isWanted = true
      return
    }
    this.failures = 0
    this.options.onLoaded()
    for (const resolve of served) resolve()
  }

  /** A change ends it early: it may be the cure. */
  private async pause(): Promise<void> {
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** this.failures, LAST_RETRY_MS)
    this.failures += 1
    if (this.isWanted) return
    this.waking = new AbortController()
    const signal = AbortSignal.any([this.waking.signal, this.stopping.signal])
    await delay(delayMs, null, { signal }).catch(() => null)
  }
}
