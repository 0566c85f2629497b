import { memo } from 'react'
import type { LineBuffer } from './line-buffer.ts'
import type { LogItem } from './log-item.ts'
import { LogRow } from './log-row.tsx'
import type { LogLook } from './log-row.tsx'

/** The virtual list adds up all heights whenever lines come, so one of its items is many lines. */
const BLOCK_LINES = 25

/** The number of the block that a line is in; like the line's own it stays the same. */
export function toBlock(lineNumber: number): number {
  return Math.floor(lineNumber / BLOCK_LINES)
}

export function countBlocks({ length, firstNumber, nextNumber }: LineBuffer<unknown>): number {
  return length === 0 ? 0 : toBlock(nextNumber - 1) - toBlock(firstNumber) + 1
}

/** Which lines the block at a place among those that are there has; the first and the last may be short of some. */
export function getBlockAt(
  { firstNumber, nextNumber }: Pick<LineBuffer<unknown>, 'firstNumber' | 'nextNumber'>,
  place: number,
): { from: number; length: number } {
  const block = toBlock(firstNumber) + place
  const from = Math.max(firstNumber, block * BLOCK_LINES)
  return { from, length: Math.max(0, Math.min(nextNumber, (block + 1) * BLOCK_LINES) - from) }
}

interface LogBlockProps {
  buffer: LineBuffer<LogItem>
  /** The number of its first line. */
  from: number
  length: number
  look: LogLook
  /** The number of the line that the search stands at, when it is one of these. */
  current: number | null
}

/** What stands under a number never changes, so it is drawn again only when it has other lines. */
export const LogBlock = memo(function LogBlock({ buffer, from, length, look, current }: LogBlockProps) {
  return Array.from({ length }, (_, place) => {
    const number = from + place
    const item = buffer.at(number - buffer.firstNumber)
    return (
      item && (
        <div key={number} data-line={number} className={look.isWrapped ? undefined : 'h-5'}>
          <LogRow item={item} look={look} isCurrent={number === current} />
        </div>
      )
    )
  })
})
