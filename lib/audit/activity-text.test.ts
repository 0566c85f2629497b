import { expect, test } from 'vitest'
import { appendActivity, parseActivity } from './activity-text.ts'
import type { ActivityEntry } from './schema.ts'

function entry(number: number, change: Partial<ActivityEntry> = {}): ActivityEntry {
  return {
    at: new Date(Date.UTC(2026, 10, 24, 6, 0, number)).toISOString(),
    actor: { uid: 'u1', username: 'alice' },
    action: 'volume.grow',
    outcome: 'done',
    object: { kind: 'volume', name: `disk-${number}` },
    before: { size: '10Gi' },
    after: { size: '20Gi', ready: true, count: 1, note: null },
    requestId: 'a1',
    ...change,
  }
}

test('what was added is read back, newest first', () => {
  const text = appendActivity(appendActivity('', [entry(1)]), [entry(2), entry(3, { actor: null })])
  expect(parseActivity(text)).toEqual([entry(3, { actor: null }), entry(2), entry(1)])
})

test('the oldest beyond 200 are forgotten', () => {
  const entries = Array.from({ length: 205 }, (_, index) => entry(index))
  const read = parseActivity(appendActivity('', entries))
  expect(read).toHaveLength(200)
  expect([read.at(0), read.at(-1)]).toEqual([entries.at(-1), entries.at(5)])
})

test('long entries leave room for fewer', () => {
  const after = { text: 'x'.repeat(10_000) }
  const text = appendActivity(
    '',
    Array.from({ length: 100 }, (_, index) => entry(index, { after })),
  )
  expect(text.length).toBeLessThanOrEqual(256 * 1024)
  expect(parseActivity(text)).toHaveLength(25)
})

test('lines of another form are left out, and a line break in a value does not make two', () => {
  const odd = entry(1, { object: { kind: 'volume', name: 'a\nb' } })
  const text = `nonsense\n{"at":1}\n${appendActivity('', [odd])}\n[]\n`
  expect(parseActivity(text)).toEqual([odd])
})

test('who opens the same files again within an hour is told of once', () => {
  const opening = (at: string, name = 'disk') =>
    entry(1, { action: 'files.open', at: `2026-11-24T${at}:00.000Z`, object: { kind: 'volume', name } })
  const bob = { ...opening('06:10'), actor: { uid: 'u2', username: 'bob' } }
  const text = [opening('06:00'), opening('06:20'), bob, opening('06:30', 'other'), opening('07:05')].reduce(
    (known, one) => appendActivity(known, [one]),
    '',
  )
  expect(parseActivity(text)).toEqual([opening('07:05'), opening('06:30', 'other'), bob, opening('06:00')])
})
