import type { FileHandle } from 'node:fs/promises'

const BLOCK_BYTES = 1024 * 1024
/** Of one body, at once: one that is filled while two are written and hashed. */
const BLOCKS = 3
const KEPT_BLOCKS = 6

const kept: Buffer[] = []

export interface Received {
  /** From the beginning of the body without a gap. */
  writtenBytes: number
  /** Why it ended early; null when the whole body is written. */
  problem: unknown
}

export interface ReceiveOptions {
  chunks: AsyncIterable<Buffer>
  file: FileHandle
  /** Where in the file the body begins. */
  offsetBytes: number
  hash: (bytes: Uint8Array) => Promise<void> | void
  /** What is more than this is a problem, and none of it is written. */
  bytesMax: number
  onTooMuch: () => Error
}

/**
 * Writes a body to a file and hashes it, both while more comes in. Blocks lie in shared memory, so that the thread that
 * hashes reads what was received without another copy. When this resolves nothing is under way any more.
 */
export async function receiveBody(options: ReceiveOptions): Promise<Received> {
  const { chunks, bytesMax, onTooMuch } = options
  const flow = new Flow(options)
  let problem: unknown = null
  try {
    let received = 0
    for await (const chunk of chunks) {
      received += chunk.length
      if (received > bytesMax) throw onTooMuch()
      await flow.add(chunk)
    }
  } catch (error) {
    problem = error
  }
  await flow.finish()
  return { writtenBytes: flow.writtenBytes, problem: flow.problem ?? problem }
}

class Flow {
  readonly #options: ReceiveOptions
  readonly #underWay = new Set<Promise<void>>()
  #block: Buffer | null = null
  #used = 0
  #handedOn = 0
  #failedAt = Number.POSITIVE_INFINITY
  problem: unknown = null

  constructor(options: ReceiveOptions) {
    this.#options = options
  }

  get writtenBytes(): number {
    return Math.min(this.#handedOn, this.#failedAt)
  }

  async add(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      if (this.problem !== null) throw new Error('A block could not be written.', { cause: this.problem })
      if (!this.#block) {
        if (this.#underWay.size >= BLOCKS - 1) await Promise.race(this.#underWay)
        this.#block = kept.pop() ?? Buffer.from(new SharedArrayBuffer(BLOCK_BYTES))
      }
      const copied = chunk.copy(this.#block, this.#used, at)
      this.#used += copied
      at += copied
      if (this.#used === BLOCK_BYTES) this.#handOn()
    }
  }

  async finish(): Promise<void> {
    if (this.#used > 0 && this.problem === null) this.#handOn()
    else if (this.#block) giveBack(this.#block)
    await Promise.all(this.#underWay)
  }

  #handOn(): void {
    const block = this.#block
    if (!block) return
    const position = this.#handedOn
    const bytes = block.subarray(0, this.#used)
    this.#handedOn += this.#used
    this.#used = 0
    this.#block = null
    const work = this.#work(bytes, position).finally(() => {
      this.#underWay.delete(work)
      giveBack(block)
    })
    this.#underWay.add(work)
  }

  /** Never rejects. A file system that is full takes a part of a block first. */
  async #work(bytes: Uint8Array, position: number): Promise<void> {
    const { file, offsetBytes, hash } = this.#options
    let written = 0
    const write = async () => {
      while (written < bytes.length) {
        const at = offsetBytes + position + written
        written += (await file.write(bytes, written, bytes.length - written, at)).bytesWritten
      }
    }
    const results = await Promise.allSettled([hash(bytes), write()])
    const failed = results.find((result) => result.status === 'rejected')
    if (!failed) return
    this.problem ??= failed.reason
    this.#failedAt = Math.min(this.#failedAt, position + written)
  }
}

function giveBack(block: Buffer): void {
  if (kept.length < KEPT_BLOCKS) kept.push(block)
}
