import type { FileHandle } from 'node:fs/promises'
import { getErrno } from '../file-error.ts'
import { BLOCK_BYTES, giveBlock, takeBlock, type Block } from './blocks.ts'

/** Of one body, at once: one that is filled while two are written and hashed. */
const BLOCKS = 3
/** Direct writes begin and end at multiples of it, in the file and in memory; more than any disk demands. */
const ALIGNED_BYTES = 4096

export interface Received {
  /** From the beginning of the body without a gap. */
  writtenBytes: number
  /** Why it ended early; null when the whole body is written. */
  problem: unknown
}

export interface ReceiveOptions {
  chunks: AsyncIterable<Buffer>
  file: FileHandle
  /** The same file, written past the kernel's cache; null where the file system cannot. */
  direct?: FileHandle | null
  /** Where in the file the body begins. */
  offsetBytes: number
  hash: (bytes: Uint8Array) => Promise<void> | void
  /** What is more than this is a problem, and none of it is written. */
  bytesMax: number
  onTooMuch: () => Error
  onChunk?: () => void
}

/**
 * Writes a body to a file and hashes it, both while more comes in. When this resolves nothing is under way any more.
 */
export async function receiveBody(options: ReceiveOptions): Promise<Received> {
  const { chunks, bytesMax, onTooMuch, onChunk } = options
  const flow = new Flow(options)
  let problem: unknown = null
  try {
    let received = 0
    for await (const chunk of chunks) {
      onChunk?.()
      received += chunk.length
      if (received > bytesMax) throw onTooMuch()
      await flow.add(chunk)
      release(chunk)
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
  #block: Block | null = null
  #used = 0
  #handedOn = 0
  #failedAt = Number.POSITIVE_INFINITY
  #direct: FileHandle | null
  problem: unknown = null

  constructor(options: ReceiveOptions) {
    this.#options = options
    this.#direct = options.direct ?? null
  }

  get writtenBytes(): number {
    return Math.min(this.#handedOn, this.#failedAt)
  }

  async add(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      if (this.problem !== null) throw new Error('A block could not be written.', { cause: this.problem })
      if (!this.#block) {
        if (this.#underWay.size >= BLOCKS - 1) await Promise.race(this.#underWay)
        this.#block = takeBlock()
      }
      const copied = chunk.copy(this.#block.bytes, this.#used, at)
      this.#used += copied
      at += copied
      if (this.#used === BLOCK_BYTES) this.#handOn()
    }
  }

  async finish(): Promise<void> {
    if (this.#used > 0 && this.problem === null) this.#handOn()
    else if (this.#block) giveBlock(this.#block)
    await Promise.all(this.#underWay)
  }

  #handOn(): void {
    const block = this.#block
    if (!block) return
    const position = this.#handedOn
    const bytes = block.bytes.subarray(0, this.#used)
    this.#handedOn += this.#used
    this.#used = 0
    this.#block = null
    const work = this.#work(bytes, { position, isAligned: block.isAligned }).finally(() => {
      this.#underWay.delete(work)
      giveBlock(block)
    })
    this.#underWay.add(work)
  }

  /** Never rejects. A file system that is full takes a part of a block first. */
  async #work(bytes: Uint8Array, { position, isAligned }: { position: number; isAligned: boolean }): Promise<void> {
    let written = 0
    const write = async () => {
      while (written < bytes.length) {
        const at = this.#options.offsetBytes + position + written
        written += await this.#write(bytes.subarray(written), {
          at,
          isAligned: isAligned && written % ALIGNED_BYTES === 0,
        })
      }
    }
    const results = await Promise.allSettled([this.#options.hash(bytes), write()])
    const failed = results.find((result) => result.status === 'rejected')
    if (!failed) return
    this.problem ??= failed.reason
    this.#failedAt = Math.min(this.#failedAt, position + written)
  }

  /** The last few bytes of a file, and what does not begin where direct writes can, go the ordinary way. */
  async #write(bytes: Uint8Array, { at, isAligned }: { at: number; isAligned: boolean }): Promise<number> {
    const alignedBytes = bytes.length - (bytes.length % ALIGNED_BYTES)
    if (this.#direct && isAligned && at % ALIGNED_BYTES === 0 && alignedBytes > 0) {
      try {
        return (await this.#direct.write(bytes, 0, alignedBytes, at)).bytesWritten
      } catch (error) {
        // The file system allows it, the disk below wants it still otherwise.
        if (getErrno(error) !== 'EINVAL') throw error
        this.#direct = null
      }
    }
    return (await this.#options.file.write(bytes, 0, bytes.length, at)).bytesWritten
  }
}

/**
 * Gives the memory of a chunk back at once. Left to the garbage collector, chunks pile up by the ten megabytes, and
 * collecting them costs as much as hashing them.
 */
function release({ buffer, byteOffset, byteLength }: Buffer): void {
  const isItsOwn = byteOffset === 0 && byteLength === buffer.byteLength
  if (isItsOwn && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
