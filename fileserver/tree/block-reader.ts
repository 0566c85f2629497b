import type { FileHandle } from 'node:fs/promises'

const BLOCK_BYTES = 1024 * 1024

/** Reads a file block by block into shared memory, which another thread can look at without a copy. */
export class BlockReader {
  readonly #file: FileHandle
  readonly #block = Buffer.from(new SharedArrayBuffer(BLOCK_BYTES))

  constructor(file: FileHandle) {
    this.#file = file
  }

  /** Valid until the next call; empty at the end of the file. */
  async read(offsetBytes: number, bytesMax: number): Promise<Buffer> {
    const length = Math.min(BLOCK_BYTES, bytesMax)
    const { bytesRead } = await this.#file.read(this.#block, 0, length, offsetBytes)
    return this.#block.subarray(0, bytesRead)
  }
}
