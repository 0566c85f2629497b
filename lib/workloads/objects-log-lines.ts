import { LINE_MAX_BYTES } from './schema-logs.ts'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
/** The longest time, with nanoseconds and a zone. */
const TIME_MAX_BYTES = 40

/** Whole lines as they came. What was begun in an earlier piece stands by itself, cut already. */
export interface LineBlock {
  first: { bytes: Buffer; fullBytes: number } | null
  rest: Buffer
  lines: number
}

/**
 * Cuts a stream of bytes into blocks of whole lines without looking at each: of a flood most is thrown away again. Of a
 * line that does not end only its beginning is kept, so that one of a gigabyte costs nothing.
 */
export class LineBlocks {
  private begun: Buffer[] = []
  private keptBytes = 0
  private fullBytes = 0

  /** The lines that this piece ends; null when it ends none. */
  push(piece: Buffer): LineBlock | null {
    const firstEnd = piece.indexOf(NEWLINE)
    if (firstEnd === -1) {
      this.begin(piece)
      return null
    }
    // A flood mostly comes line by line, because the API server sends each on its own.
    if (firstEnd === piece.length - 1 && this.fullBytes === 0) return { first: null, rest: piece, lines: 1 }
    const lastEnd = piece.lastIndexOf(NEWLINE)
    let start = 0
    let first: LineBlock['first'] = null
    if (this.fullBytes > 0) {
      this.begin(piece.subarray(0, firstEnd))
      first = this.take()
      start = firstEnd + 1
    }
    const rest = piece.subarray(start, lastEnd + 1)
    if (lastEnd + 1 < piece.length) this.begin(piece.subarray(lastEnd + 1))
    return { first, rest, lines: countLines(rest) + (first ? 1 : 0) }
  }

  /** The line that has no end, when nothing comes after it. */
  finish(): LineBlock | null {
    return this.fullBytes === 0 ? null : { first: this.take(), rest: Buffer.alloc(0), lines: 1 }
  }

  private begin(part: Buffer): void {
    // One byte more than is shown tells that something was cut; the time before the text comes on top.
    const room = LINE_MAX_BYTES + TIME_MAX_BYTES + 1 - this.keptBytes
    // Copied: a part of it would keep all of the piece in memory.
    if (room > 0) this.begun.push(Buffer.from(part.subarray(0, room)))
    this.keptBytes += Math.min(Math.max(room, 0), part.length)
    this.fullBytes += part.length
  }

  private take(): { bytes: Buffer; fullBytes: number } {
    const taken = { bytes: Buffer.concat(this.begun), fullBytes: this.fullBytes }
    this.begun = []
    this.keptBytes = 0
    this.fullBytes = 0
    return taken
  }
}

function countLines(bytes: Buffer): number {
  let count = 0
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, end + 1)) count += 1
  return count
}

export interface ParsedLine {
  /** Fit to be compared as texts; empty where the cluster gave none. */
  time: string
  text: string
  /** Null: it is whole. */
  fullBytes: number | null
}

/** `bytes` is without the newline and may be only the beginning of a line of `fullBytes`. */
export function parseLine(bytes: Buffer, fullBytes = bytes.length): ParsedLine {
  const space = bytes.subarray(0, TIME_MAX_BYTES).indexOf(SPACE)
  const time = space === -1 ? '' : toUtcTime(bytes.toString('latin1', 0, space))
  const start = time === '' ? 0 : space + 1
  const isCut = fullBytes - start > LINE_MAX_BYTES
  let end = isCut ? toCharacterEnd(bytes, start + LINE_MAX_BYTES) : bytes.length
  if (!isCut && bytes[end - 1] === CARRIAGE_RETURN) end -= 1
  return {
    time,
    text: bytes.toString('utf8', start, Math.max(start, end)),
    fullBytes: isCut ? fullBytes - start : null,
  }
}

/** Not within a character: in UTF-8 its further bytes begin with the bits 10. */
function toCharacterEnd(bytes: Buffer, limit: number): number {
  let end = Math.min(limit, bytes.length)
  while (end > limit - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return end
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/** With nine decimals and in UTC, however the node writes it. Empty for what is no time. */
function toUtcTime(text: string): string {
  if (text.length === 30 && text.endsWith('Z')) return TIME.test(text) ? text : ''
  const [, seconds, decimals = '', zone] = TIME.exec(text) ?? []
  if (seconds === undefined || zone === undefined) return ''
  const utcSeconds = zone === 'Z' ? seconds : new Date(Date.parse(`${seconds}${zone}`)).toISOString().slice(0, 19)
  return `${utcSeconds}.${decimals.padEnd(9, '0')}Z`
}
