import { describe, expect, test } from 'vitest'
import {
  formatAmount,
  formatBytes,
  formatDuration,
  formatExactTime,
  formatMillicores,
  formatRelativeTime,
  formatShare,
} from './format.ts'

const GIB = 1024 ** 3
const NOW_MS = Date.UTC(2026, 10, 24, 6, 0, 0)

test.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [1024 ** 2 - 1, '1 MiB'],
  [9.84 * GIB, '9.8 GiB'],
  [10 * GIB, '10 GiB'],
  [99.96 * GIB, '100 GiB'],
  [512.4 * GIB, '512 GiB'],
  [-2 * GIB, '-2 GiB'],
  [3 * 1024 ** 6, '3,072 PiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes, 'en')).toBe(text)
})

test.each([
  [0, '0 CPU'],
  [5, '0.005 CPU'],
  [99, '0.099 CPU'],
  [250, '0.25 CPU'],
  [1500, '1.5 CPU'],
  [8000, '8 CPU'],
])('%d millicores are %s', (millicores, text) => {
  expect(formatMillicores(millicores, 'en')).toBe(text)
})

test('an amount is written in its own unit', () => {
  expect(formatAmount({ value: 12000, unit: 'count' }, 'en')).toBe('12,000')
  expect(formatAmount({ value: GIB, unit: 'bytes' }, 'zh-TW')).toBe('1 GiB')
  expect(formatAmount({ value: 500, unit: 'millicores' }, 'zh-TW')).toBe('0.5 CPU')
})

test.each([
  [0, '0%'],
  [0.001, '1%'],
  [0.934, '93%'],
  [0.999, '99%'],
  [1, '100%'],
  [1.2, '120%'],
])('a share of %d is %s', (share, text) => {
  expect(formatShare(share, 'en')).toBe(text)
})

describe('relative time', () => {
  test.each([
    [0, 'now', '現在'],
    [-4, 'now', '現在'],
    [3, 'now', '現在'],
    [-59, '59 seconds ago', '59 秒前'],
    [-60, '1 minute ago', '1 分鐘前'],
    [-3599, '59 minutes ago', '59 分鐘前'],
    [-3600, '1 hour ago', '1 小時前'],
    [-86400, '1 day ago', '1 天前'],
    [-40 * 86400, '1 month ago', '1 個月前'],
    [-400 * 86400, '1 year ago', '1 年前'],
    [150, 'in 2 minutes', '2 分鐘後'],
  ])('%d seconds from now', (seconds, english, chinese) => {
    const times = { atMs: NOW_MS + seconds * 1000, nowMs: NOW_MS }
    expect(formatRelativeTime(times, 'en')).toBe(english)
    expect(formatRelativeTime(times, 'zh-TW')).toBe(chinese)
  })
})

test.each([
  [0, '0 seconds', '0 秒'],
  [59.6, '1 minute', '1 分鐘'],
  [90, '1 minute 30 seconds', '1 分鐘 30 秒'],
  [3600, '1 hour', '1 小時'],
  [36 * 3600, '1 day 12 hours', '1 天 12 小時'],
  [86_400 + 300, '1 day 5 minutes', '1 天 5 分鐘'],
  [2 * 86_400 + 3 * 3600 + 59, '2 days 3 hours', '2 天 3 小時'],
])('%d seconds last %s', (seconds, english, chinese) => {
  expect(formatDuration(seconds, 'en')).toBe(english)
  expect(formatDuration(seconds, 'zh-TW')).toBe(chinese)
})

test('exact time is in the zone that was asked for', () => {
  expect(formatExactTime({ atMs: NOW_MS, timeZone: 'UTC' }, 'en')).toMatch(/^Nov 24, 2026, 6:00:00\sAM UTC$/)
  expect(formatExactTime({ atMs: NOW_MS, timeZone: 'Asia/Taipei' }, 'en')).toMatch(/^Nov 24, 2026, 2:00:00\sPM GMT\+8$/)
})
