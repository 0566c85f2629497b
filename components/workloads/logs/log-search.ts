import type { LineBuffer } from './line-buffer.ts'
import type { LogItem } from './log-item.ts'
import { toPlainText } from './log-text.ts'

/** So long at once, that a keystroke is answered in time however long the log is. */
const BUDGET_MS = 8
/** Lines between two looks at the clock. */
const LINES_AT_ONCE = 500

/** Finds the lines with a text in them, and goes on with those that come. Capitals do not matter. */
export class LogSearch {
  /** The numbers of the lines, ascending. */
  matches: number[] = []
  private readonly wanted: string
  private readonly budgetMs: number
  private nextNumber = 0

  constructor(query: string, budgetMs = BUDGET_MS) {
    this.wanted = query.toLowerCase()
    this.budgetMs = budgetMs
  }

  /** Looks a while; false: there is more to look through. */
  advance(buffer: LineBuffer<LogItem>): boolean {
    const { firstNumber } = buffer
    if (this.matches[0] !== undefined && this.matches[0] < firstNumber) {
      this.matches = this.matches.filter((number) => number >= firstNumber)
    }
    this.nextNumber = Math.max(this.nextNumber, firstNumber)
    const endsAtMs = performance.now() + this.budgetMs
    while (this.nextNumber < buffer.nextNumber) {
      this.look(buffer, Math.min(buffer.nextNumber, this.nextNumber + LINES_AT_ONCE))
      if (performance.now() >= endsAtMs) break
    }
    return this.nextNumber >= buffer.nextNumber
  }

  private look(buffer: LineBuffer<LogItem>, end: number): void {
    for (; this.nextNumber < end; this.nextNumber += 1) {
      const item = buffer.at(this.nextNumber - buffer.firstNumber)
      if (item?.kind === 'line' && toPlainText(item.text).toLowerCase().includes(this.wanted)) {
        this.matches.push(this.nextNumber)
      }
    }
  }

  /** The match that comes after this line, or before it; round the end. Null: there is none. */
  findNext(from: number | null, direction: 1 | -1): number | null {
    const { matches } = this
    if (matches.length === 0) return null
    if (from === null) return (direction === 1 ? matches[0] : matches.at(-1)) ?? null
    const found =
      direction === 1 ? matches.find((number) => number > from) : matches.findLast((number) => number < from)
    return found ?? (direction === 1 ? matches[0] : matches.at(-1)) ?? null
  }
}

export interface MarkedPiece {
  text: string
  className: string
  isMatch: boolean
}

/** Cuts the pieces of a line where the text that is looked for begins and ends, which may be in different ones. */
export function markMatches(spans: readonly { text: string; className: string }[], query: string): MarkedPiece[] {
  const wanted = query.toLowerCase()
  const line = spans
    .map(({ text }) => text)
    .join('')
    .toLowerCase()
  const length = spans.reduce((sum, { text }) => sum + text.length, 0)
  // A few letters are longer in small: then places in one text are no places in the other.
  if (wanted === '' || line.length !== length) return spans.map((span) => ({ ...span, isMatch: false }))
  const isIn = new Uint8Array(line.length)
  for (let at = line.indexOf(wanted); at !== -1; at = line.indexOf(wanted, at + wanted.length)) {
    isIn.fill(1, at, at + wanted.length)
  }
  const pieces: MarkedPiece[] = []
  let start = 0
  for (const { text, className } of spans) {
    let from = 0
    for (let to = 1; to <= text.length; to += 1) {
      if (to < text.length && isIn[start + to] === isIn[start + from]) continue
      pieces.push({ text: text.slice(from, to), className, isMatch: isIn[start + from] === 1 })
      from = to
    }
    start += text.length
  }
  return pieces
}
