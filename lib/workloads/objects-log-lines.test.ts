import { expect, test } from 'vitest'
import { LineBlocks, parseLine } from './objects-log-lines.ts'
import type { LineBlock } from './objects-log-lines.ts'
import { LogQueue } from './objects-log-queue.ts'
import { LINE_MAX_BYTES } from './schema-logs.ts'

const at = (second: number, decimals = '000000000') => `2026-11-24T12:00:0${second}.${decimals}Z`

/** Everything that comes out when the bytes arrive in pieces of this size. */
function read(text: string, pieceBytes: number) {
  const bytes = Buffer.from(text)
  const blocks = new LineBlocks()
  const queue = new LogQueue()
  const give = (block: LineBlock | null) => block && queue.push(block)
  for (let start = 0; start < bytes.length; start += pieceBytes)
    give(blocks.push(bytes.subarray(start, start + pieceBytes)))
  give(blocks.finish())
  const lines = []
  for (let line = queue.shift(); line; line = queue.shift()) lines.push(line)
  expect(queue.bytes).toBe(0)
  return lines
}

test.each([1, 7, 50, 65_536])('lines are whole, whatever pieces of %d bytes they come in', (pieceBytes) => {
  const text = `${at(1)} first 藍\n${at(2)} \n\n${at(3)} <b>third</b>\r\n${at(4)} no end`
  expect(read(text, pieceBytes)).toEqual([
    { time: at(1), text: 'first 藍', fullBytes: null },
    { time: at(2), text: '', fullBytes: null },
    { time: '', text: '', fullBytes: null },
    { time: at(3), text: '<b>third</b>', fullBytes: null },
    { time: at(4), text: 'no end', fullBytes: null },
  ])
})

test.each([1000, 65_536])('of a long line the beginning and its length are left (pieces of %d bytes)', (pieceBytes) => {
  const long = '藍'.repeat(20_000)
  const [cut, next] = read(`${at(1)} ${long}\n${at(2)} next\n`, pieceBytes)
  expect(cut?.fullBytes).toBe(60_000)
  expect(cut?.text).toBe('藍'.repeat(Math.floor(LINE_MAX_BYTES / 3)))
  expect(next).toEqual({ time: at(2), text: 'next', fullBytes: null })
  expect(read(`${at(1)} ${'x'.repeat(LINE_MAX_BYTES)}\n`, pieceBytes)).toMatchObject([{ fullBytes: null }])
})

test('a line without an end keeps no more than what is shown of it', () => {
  const blocks = new LineBlocks()
  const piece = Buffer.alloc(65_536, 'x')
  const before = process.memoryUsage().arrayBuffers
  for (let count = 0; count < 4000; count += 1) expect(blocks.push(piece)).toBe(null)
  const { first } = blocks.push(Buffer.from('\n')) ?? {}
  expect(first?.fullBytes).toBe(4000 * 65_536)
  expect(first?.bytes.length).toBeLessThan(LINE_MAX_BYTES + 100)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024)
})

test.each([
  ['2026-11-24T12:00:00.5Z x', '2026-11-24T12:00:00.500000000Z', 'x'],
  ['2026-11-24T12:00:00Z x', '2026-11-24T12:00:00.000000000Z', 'x'],
  ['2026-11-24T20:00:00.123456789+08:00 x', '2026-11-24T12:00:00.123456789Z', 'x'],
  ['unable to retrieve container logs', '', 'unable to retrieve container logs'],
  ['nospace', '', 'nospace'],
])('the time of %j', (line, time, text) => {
  expect(parseLine(Buffer.from(line))).toMatchObject({ time, text })
})
