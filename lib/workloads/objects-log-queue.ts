import { parseLine } from './objects-log-lines.ts'
import type { LineBlock, ParsedLine } from './objects-log-lines.ts'

const NEWLINE = 0x0a
/** What a block costs besides its bytes. */
const BLOCK_BYTES = 200
const CHUNK_BYTES = 16 * 1024
/** Of a flood, as much as may wait is filled again and again. */
const SPARE_CHUNKS = 24

/** Where a reader is in one log: it has `count` lines of just this time, and everything before. */
export interface TimePosition {
  time: string
  count: number
}

interface WaitingBlock {
  readonly first: LineBlock['first']
  /** Of a chunk, further lines may still come behind those that it has. */
  readonly rest: Buffer
  readonly isChunk: boolean
  restBytes: number
  lines: number
}

/** The lines of one source that have not been sent yet; they are read out of the bytes only when it is their turn. */
export class LogQueue {
  private readonly blocks: WaitingBlock[] = []
  private readonly spares: Buffer[] = []
  private offset = 0
  private linesTaken = 0
  private head: ParsedLine | null = null
  /** Lines up to here were sent before the log was opened again. */
  private known: TimePosition | null
  private knownLeft: number
  private last: TimePosition
  bytes = 0

  constructor(known: TimePosition | null = null) {
    this.known = known
    this.knownLeft = known?.count ?? 0
    this.last = known ?? { time: '', count: 0 }
  }

  get position(): TimePosition {
    return this.last
  }

  /** The log is opened again, and begins somewhere before the last line that was sent. */
  expectAgain(): void {
    this.known = this.last.time === '' ? null : this.last
    this.knownLeft = this.last.count
  }

  push(block: LineBlock): void {
    const { first, rest } = block
    // A flood mostly comes line by line: thousands of small objects that live for a moment would make the heap grow.
    if (first === null && rest.length <= CHUNK_BYTES / 2) this.append(block)
    else this.add({ ...block, isChunk: false, restBytes: rest.length })
  }

  private append({ rest, lines }: LineBlock): void {
    const last = this.blocks.at(-1)
    if (last?.isChunk && last.restBytes + rest.length <= CHUNK_BYTES) {
      rest.copy(last.rest, last.restBytes)
      last.restBytes += rest.length
      last.lines += lines
      this.bytes += rest.length
      return
    }
    const chunk = this.spares.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)
    rest.copy(chunk)
    this.add({ first: null, rest: chunk, isChunk: true, restBytes: rest.length, lines })
  }

  private add(block: WaitingBlock): void {
    this.blocks.push(block)
    this.bytes += getSize(block)
  }

  /** The next line; null: there is none. */
  peek(): ParsedLine | null {
    while (this.head === null) {
      const line = this.readNext()
      if (line === null) return null
      if (!this.isKnown(line)) this.head = line
    }
    return this.head
  }

  shift(): ParsedLine | null {
    const line = this.peek()
    this.head = null
    if (line && line.time !== '') {
      this.last = { time: line.time, count: line.time === this.last.time ? this.last.count + 1 : 1 }
    }
    return line
  }

  /** Throws away the oldest lines, as many as came at once; answers how many. */
  dropOldest(): number {
    const block = this.blocks[0]
    if (!block) return 0
    const dropped = block.lines - this.linesTaken + (this.head === null ? 0 : 1)
    this.head = null
    this.dropBlock(block)
    return dropped
  }

  private readNext(): ParsedLine | null {
    const block = this.blocks[0]
    if (!block) return null
    this.linesTaken += 1
    if (block.first && this.linesTaken === 1) {
      const { bytes, fullBytes } = block.first
      const line = parseLine(bytes, fullBytes)
      if (block.lines === 1) this.dropBlock(block)
      return line
    }
    const end = block.rest.indexOf(NEWLINE, this.offset)
    const line = parseLine(block.rest.subarray(this.offset, end))
    this.offset = end + 1
    if (this.linesTaken === block.lines) this.dropBlock(block)
    return line
  }

  private dropBlock(block: WaitingBlock): void {
    this.blocks.shift()
    if (block.isChunk && this.spares.length < SPARE_CHUNKS) this.spares.push(block.rest)
    this.bytes -= getSize(block)
    this.offset = 0
    this.linesTaken = 0
  }

  /** The cluster gives everything since a whole second once more. */
  private isKnown({ time }: ParsedLine): boolean {
    if (this.known === null || time === '') return false
    if (time < this.known.time) return true
    if (time === this.known.time && this.knownLeft > 0) {
      this.knownLeft -= 1
      return true
    }
    this.known = null
    return false
  }
}

const getSize = ({ first, restBytes }: WaitingBlock) => (first?.bytes.length ?? 0) + restBytes + BLOCK_BYTES
