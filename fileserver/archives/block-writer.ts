import type { Writable } from 'node:stream'

/** A file of 1 MiB fits in with its header, so that its checksum can stand before it. */
export const BLOCK_BYTES = 1024 * 1024 + 64 * 1024
const BLOCKS = 3

interface Block {
  bytes: Buffer
  used: number
}

/** Fills large blocks and hands them on without copying; while one is being sent, the next is filled. */
export class BlockWriter {
  readonly #out: Writable
  readonly #signal: AbortSignal
  readonly #free: Block[] = []
  #waiting: (() => void) | null = null
  #made = 0
  #current: Block | null = null
  #offsetBytes = 0

  constructor(out: Writable, signal: AbortSignal) {
    this.#out = out
    this.#signal = signal
    signal.addEventListener('abort', () => this.#waiting?.(), { once: true })
  }

  /** How many bytes were given in so far. */
  get offsetBytes(): number {
    return this.#offsetBytes
  }

  /** Room for at least so many bytes in one piece; what is used of it is said by `use`. */
  async room(bytes = 1): Promise<Buffer> {
    this.#signal.throwIfAborted()
    if (this.#current && this.#current.bytes.length - this.#current.used < bytes) this.#send()
    this.#current ??= await this.#take()
    return this.#current.bytes.subarray(this.#current.used)
  }

  use(bytes: number): void {
    if (!this.#current) throw new Error('Ask for room first.')
    this.#current.used += bytes
    this.#offsetBytes += bytes
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const room = await this.room()
      const part = bytes.subarray(at, at + room.length)
      room.set(part)
      this.use(part.length)
      at += part.length
    }
  }

  flush(): void {
    if (this.#current) this.#send()
  }

  #send(): void {
    const block = this.#current
    if (!block) return
    this.#current = null
    // An error of the connection is seen by the signal.
    this.#out.write(block.bytes.subarray(0, block.used), () => {
      block.used = 0
      this.#free.push(block)
      this.#waiting?.()
    })
  }

  async #take(): Promise<Block> {
    for (;;) {
      this.#signal.throwIfAborted()
      const block = this.#free.pop()
      if (block) return block
      if (this.#made < BLOCKS) {
        this.#made += 1
        return { bytes: Buffer.allocUnsafeSlow(BLOCK_BYTES), used: 0 }
      }
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
  }
}
