import { expect, test } from 'vitest'
import { LineBlocks } from './objects-log-lines.ts'
import { LogMerge, PENDING_MAX_BYTES } from './objects-log-merge.ts'
import type { MergedSource } from './objects-log-merge.ts'

const at = (second: number) => `2026-11-24T12:00:${String(second).padStart(2, '0')}.000000000Z`
const LATER = at(59)
const FRAME = { lines: 1000, bytes: 1e6 }

function write({ queue }: MergedSource, ...lines: [time: string, text: string][]): void {
  const block = new LineBlocks().push(Buffer.from(lines.map(([time, text]) => `${time} ${text}\n`).join('')))
  if (block) queue.push(block)
}

const texts = (merge: LogMerge, liveSince = LATER) => merge.take(FRAME, liveSince).map(([, , text]) => text)

test('old lines come in the order of their times, and wait for logs that have said nothing yet', () => {
  const merge = new LogMerge()
  const [one, two] = [merge.add(1, null), merge.add(2, null)]
  write(one, [at(1), 'a'], [at(4), 'd'])
  expect(texts(merge)).toEqual([])
  write(two, [at(2), 'b'], [at(3), 'c'])
  // What comes after "c" in the second log may be older than "d".
  expect(texts(merge)).toEqual(['a', 'b', 'c'])
  two.hasEnded = true
  expect(texts(merge)).toEqual(['d'])
})

test('a log that says nothing holds up no other once it has caught up', () => {
  const merge = new LogMerge()
  const [one, two] = [merge.add(1, null), merge.add(2, null)]
  write(one, [at(1), 'a'])
  two.isCatchingUp = false
  expect(texts(merge)).toEqual(['a'])
  write(one, [at(5), 'new'], [at(6), 'newer'])
  expect(texts(merge, at(5))).toEqual(['new', 'newer'])
  expect(one.isCatchingUp).toBe(false)
})

test('of a flood the oldest lines are skipped and counted, and those of others stay', () => {
  const merge = new LogMerge()
  const [flood, quiet, old] = [merge.add(1, null), merge.add(2, null), merge.add(3, null)]
  flood.isCatchingUp = false
  quiet.isCatchingUp = false
  write(old, [at(1), 'old'])
  write(quiet, [at(9), 'quiet'])
  let written = 0
  for (let block = 0; block < 100; block += 1) {
    const lines = Array.from({ length: 100 }, (): [string, string] => [at(2), `${written++}${' '.repeat(100)}`])
    write(flood, ...lines)
    merge.shed()
    expect(merge.pendingBytes).toBeLessThanOrEqual(PENDING_MAX_BYTES)
  }
  const skipped = merge.takeSkipped()
  expect(skipped).toBeGreaterThan(5000)
  expect(merge.takeSkipped()).toBe(0)
  old.hasEnded = true
  const all = merge.take({ lines: 1e6, bytes: 1e9 }, LATER).map(([, , text]) => text.trim())
  expect(all[0]).toBe('old')
  expect(all.at(-1)).toBe('quiet')
  // What is left is the newest, without a gap.
  expect(all.slice(1, -1).map(Number)).toEqual(Array.from({ length: written - skipped }, (_, place) => skipped + place))
})

test('a frame has its limit, and old lines are never skipped', () => {
  const merge = new LogMerge()
  const source = merge.add(1, null)
  write(source, ...Array.from({ length: 50 }, (_, place): [string, string] => [at(1), `${place}`]))
  expect(merge.take({ lines: 20, bytes: 1e6 }, LATER)).toHaveLength(20)
  expect(merge.take({ lines: 20, bytes: 100 }, LATER).length).toBeLessThan(6)
  write(source, ...Array.from({ length: 9000 }, (): [string, string] => [at(2), 'x'.repeat(50)]))
  expect(merge.isFull(source)).toBe(true)
  merge.shed()
  expect(merge.takeSkipped()).toBe(0)
})

test('lines that a reader has already are left out, also among those of one moment', () => {
  const merge = new LogMerge()
  const source = merge.add(1, { time: at(2), count: 2 })
  const log: [string, string][] = [
    [at(1), 'a'],
    [at(2), 'b'],
    [at(2), 'c'],
    [at(2), 'd'],
    [at(3), 'e'],
  ]
  write(source, ...log)
  source.hasEnded = true
  expect(texts(merge)).toEqual(['d', 'e'])
  expect(source.queue.position).toEqual({ time: at(3), count: 1 })
  // It was cut off and is read again.
  source.queue.expectAgain()
  write(source, ...log, [at(3), 'f'])
  expect(texts(merge)).toEqual(['f'])
  expect(source.queue.position).toEqual({ time: at(3), count: 2 })
})
