/** What is written and hashed at once. */
export const BLOCK_BYTES = 1024 * 1024
/** Enough for ten uploads that are all busy; one more takes its blocks from elsewhere, and writes through the kernel's cache. */
const BLOCKS = 32

export interface Block {
  /** In shared memory, so that the thread that hashes reads what was received without another copy. */
  readonly bytes: Buffer
  /** At the beginning of a page, as direct writes demand it. */
  readonly isAligned: boolean
}

let free: Block[] | null = null

/** Used again and again, and resident only once it was used. Memory of WebAssembly is the one kind here that begins at a page. */
function makeBlocks(): Block[] {
  const pages = (BLOCKS * BLOCK_BYTES) / (64 * 1024)
  const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  return Array.from({ length: BLOCKS }, (_, index) => {
    return { bytes: Buffer.from(buffer, index * BLOCK_BYTES, BLOCK_BYTES), isAligned: true }
  })
}

export function takeBlock(): Block {
  free ??= makeBlocks()
  return free.pop() ?? { bytes: Buffer.from(new SharedArrayBuffer(BLOCK_BYTES)), isAligned: false }
}

export function giveBlock(block: Block): void {
  if (block.isAligned) free?.push(block)
}
