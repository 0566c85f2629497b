import { getWaitMs, type HoldReason } from './upload-failure.ts'

const FULL_CHECK_MS = 5000

interface UploadHoldOptions {
  getFreeBytes: () => Promise<number>
  /** Also when it has ended, which `reason` tells. */
  onChange: () => void
}

/** Why nothing is sent, and when it is tried again. */
export class UploadHold {
  readonly #options: UploadHoldOptions
  #reason: HoldReason | null = null
  #neededBytes = 0
  #count = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: UploadHoldOptions) {
    this.#options = options
  }

  get reason(): HoldReason | null {
    return this.#reason
  }

  begin(reason: HoldReason, neededBytes: number): void {
    this.#reason = reason
    this.#neededBytes = neededBytes
    this.#count += 1
    this.#plan()
  }

  /** Something arrived: the next wait is a short one again. */
  noteSuccess(): void {
    this.#count = 0
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#reason = null
    this.#options.onChange()
  }

  #plan(): void {
    clearTimeout(this.#timer)
    const waitMs = this.#reason === 'full' ? FULL_CHECK_MS : getWaitMs(this.#count)
    this.#timer = setTimeout(() => void this.#check(), waitMs)
  }

  async #check(): Promise<void> {
    // Whoever was cut off while sending may have missed the answer that the disk is full.
    const freeBytes = await this.#options.getFreeBytes().catch(() => (this.#reason === 'full' ? 0 : Infinity))
    // Somebody may have ended it meanwhile.
    if (this.#reason === null) return
    if (freeBytes > this.#neededBytes) {
      this.end()
      return
    }
    this.#reason = 'full'
    this.#plan()
    this.#options.onChange()
  }
}
