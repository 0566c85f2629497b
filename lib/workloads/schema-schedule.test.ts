import { expect, test } from 'vitest'
import { listNextTimes, parseSchedule } from './schema-schedule.ts'

function next(text: string, options: { after?: string; timeZone?: string; count?: number } = {}): string[] {
  const { after = '2026-11-24T10:00:00Z', timeZone = 'UTC', count = 3 } = options
  const schedule = parseSchedule(text)
  if (!schedule) throw new Error(`${text} is no schedule`)
  return listNextTimes({ schedule, timeZone, afterMs: Date.parse(after), count }).map((atMs) =>
    new Date(atMs).toISOString().replace(':00.000Z', 'Z'),
  )
}

// 2026-11-24 is a Tuesday.
test.each([
  ['30 3 * * *', ['2026-11-25T03:30Z', '2026-11-26T03:30Z', '2026-11-27T03:30Z']],
  ['*/20 * * * *', ['2026-11-24T10:20Z', '2026-11-24T10:40Z', '2026-11-24T11:00Z']],
  ['0 10 * * *', ['2026-11-25T10:00Z', '2026-11-26T10:00Z', '2026-11-27T10:00Z']],
  ['5/25 12 * * *', ['2026-11-24T12:05Z', '2026-11-24T12:30Z', '2026-11-24T12:55Z']],
  ['0 9-17/4 * * mon-fri', ['2026-11-24T13:00Z', '2026-11-24T17:00Z', '2026-11-25T09:00Z']],
  ['0 0 * * SUN', ['2026-11-29T00:00Z', '2026-12-06T00:00Z', '2026-12-13T00:00Z']],
  ['0 0 1 jan,jul ?', ['2027-01-01T00:00Z', '2027-07-01T00:00Z', '2028-01-01T00:00Z']],
  ['0 0 29 2 *', ['2028-02-29T00:00Z']],
  ['@weekly', ['2026-11-29T00:00Z', '2026-12-06T00:00Z', '2026-12-13T00:00Z']],
  ['@yearly', ['2027-01-01T00:00Z', '2028-01-01T00:00Z', '2029-01-01T00:00Z']],
  ['0 0 31 2 *', []],
  ['0 0 31 4,6,9,11 ?', []],
  ['0 0 30 2 1', ['2027-02-01T00:00Z', '2027-02-08T00:00Z', '2027-02-15T00:00Z']],
])('%s', (text, expected) => {
  expect(next(text)).toEqual(expected)
})

test('with both days named, either will do; with a star in one, both have to fit', () => {
  expect(next('0 0 1 * mon')).toEqual(['2026-11-30T00:00Z', '2026-12-01T00:00Z', '2026-12-07T00:00Z'])
  expect(next('0 0 1 * *')).toEqual(['2026-12-01T00:00Z', '2027-01-01T00:00Z', '2027-02-01T00:00Z'])
  expect(next('0 0 */10 * mon')).toEqual(['2026-11-30T00:00Z', '2026-12-01T00:00Z', '2026-12-07T00:00Z'])
})

test('times are those of the zone', () => {
  expect(next('0 3 * * *', { timeZone: 'Asia/Taipei', count: 1 })).toEqual(['2026-11-24T19:00Z'])
  expect(next('15 0 * * *', { timeZone: 'Asia/Kathmandu', count: 1 })).toEqual(['2026-11-24T18:30Z'])
  expect(next('0 23 24 11 *', { timeZone: 'America/New_York', count: 1 })).toEqual(['2026-11-25T04:00Z'])
})

test('a time that the clock leaves out does not come, one that it repeats comes twice', () => {
  const zone = { timeZone: 'America/New_York' }
  // On 2026-03-08 the clock goes from 2:00 to 3:00, on 2026-11-01 from 2:00 back to 1:00.
  expect(next('30 2 * * *', { ...zone, after: '2026-03-07T12:00:00Z', count: 1 })).toEqual(['2026-03-09T06:30Z'])
  expect(next('30 1 * * *', { ...zone, after: '2026-10-31T12:00:00Z', count: 3 })).toEqual([
    '2026-11-01T05:30Z',
    '2026-11-01T06:30Z',
    '2026-11-02T06:30Z',
  ])
})

test.each([
  '',
  '* * * *',
  '* * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 7',
  '5-1 * * * *',
  '*/0 * * * *',
  '1-2-3 * * * *',
  '1,,2 * * * *',
  'a * * * *',
  '-1 * * * *',
  '@every 1h',
  '@reboot',
  'TZ=UTC * * * * *',
])('%j is none', (text) => {
  expect(parseSchedule(text)).toBeNull()
})
