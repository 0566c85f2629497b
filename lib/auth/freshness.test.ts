import { expect, test } from 'vitest'
import { toFreshness } from './freshness.ts'

test.each([
  [0, 'fresh'],
  [30_000, 'fresh'],
  [30_001, 'stale'],
  [600_000, 'stale'],
  [600_001, 'unknown'],
  [Infinity, 'unknown'],
] as const)('what is %d ms old is %s', (ageMs, freshness) => {
  expect(toFreshness(ageMs)).toBe(freshness)
})
