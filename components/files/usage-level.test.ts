import { expect, it } from 'vitest'
import { getUsageLevel } from './usage-level.ts'

const GIB = 1024 ** 3

it.each([
  [0, 'calm'],
  [7.9, 'calm'],
  [8, 'high'],
  [9, 'higher'],
  [9.5, 'nearly'],
  [10, 'full'],
] as const)('%d GiB of 10 are %s', (usedGiB, level) => {
  const usage = { totalBytes: 10 * GIB, usedBytes: usedGiB * GIB, freeBytes: (10 - usedGiB) * GIB }
  expect(getUsageLevel({ ...usage, totalFiles: null, freeFiles: null })).toBe(level)
})

it('tells a disk that has no places for files left from one that has no bytes', () => {
  const usage = { totalBytes: GIB, usedBytes: 0, freeBytes: GIB, totalFiles: 100, freeFiles: 0 }
  expect(getUsageLevel(usage)).toBe('noFiles')
})
