import { expect, test } from 'vitest'
import { EventLog } from './event-log.ts'

function change(log: EventLog, channel: string, text = 'x'): number {
  const position = log.mark(channel)
  if (log.isRecorded(channel)) log.record({ position, channel, chunk: new TextEncoder().encode(text) })
  return position
}

function read(log: EventLog, channels: string[], after: number): string[] {
  return log.list(new Set(channels), after).map((chunk) => new TextDecoder().decode(chunk))
}

test('what happened after a position is given again, for the channels asked for, in order', () => {
  const log = new EventLog()
  log.startRecording('a')
  log.startRecording('b')
  log.startRecording('c')
  change(log, 'a', 'a1')
  const after = log.getPosition()
  change(log, 'b', 'b1')
  change(log, 'c', 'c1')
  change(log, 'a', 'a2')
  expect(log.isComplete('a', after) && log.isComplete('b', after)).toBe(true)
  expect(read(log, ['a', 'b'], after)).toEqual(['b1', 'a2'])
})

test('where nothing happened, nothing is missing, however long ago and recorded or not', () => {
  const log = new EventLog()
  for (let index = 0; index < 10; index += 1) change(log, 'other')
  expect(log.isComplete('quiet', 0)).toBe(true)
})

test('what happened while nobody looked is missing', () => {
  const log = new EventLog()
  const before = log.getPosition()
  change(log, 'a')
  log.startRecording('a')
  const since = log.getPosition()
  change(log, 'a', 'a2')
  expect(log.isComplete('a', before)).toBe(false)
  expect(log.isComplete('a', since)).toBe(true)
  log.stopRecording('a')
  change(log, 'a')
  expect(log.isComplete('a', since)).toBe(false)
})

test('a position that has not been yet is not believed', () => {
  const log = new EventLog()
  expect(log.isComplete('a', 1)).toBe(false)
})

test.each([
  { maxEntries: 3, maxBytes: 1000 },
  { maxEntries: 1000, maxBytes: 6 },
])('what was dropped to stay within %j is missing, and only that', (limits) => {
  const log = new EventLog(limits)
  log.startRecording('a')
  log.startRecording('b')
  const b = change(log, 'b', 'b1')
  const positions = ['a1', 'a2', 'a3', 'a4'].map((text) => change(log, 'a', text))
  expect(log.isComplete('a', (positions[0] ?? 0) - 1)).toBe(false)
  expect(log.isComplete('a', positions[0] ?? 0)).toBe(true)
  expect(read(log, ['a'], positions[0] ?? 0)).toEqual(['a2', 'a3', 'a4'])
  expect(log.isComplete('b', b)).toBe(true)
  expect(log.isComplete('b', b - 1)).toBe(false)
})
