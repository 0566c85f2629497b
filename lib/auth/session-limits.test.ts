import { expect, test } from 'vitest'
import { getRightsEnd, getSessionPhase, toSessionTimes } from './session-limits.ts'

const MINUTE = 60_000
const at = 1_800_000_000_000
const token = (minutes: { startedAgo?: number; checkedAgo: number; isAway?: boolean }) => ({
  startedAt: at - (minutes.startedAgo ?? 60) * MINUTE,
  claimsCheckedAt: at - minutes.checkedAgo * MINUTE,
  isProviderAway: minutes.isAway ?? false,
})

test.each([
  [{ checkedAgo: 0 }, 'active'],
  [{ checkedAgo: 4.9 }, 'active'],
  [{ checkedAgo: 5 }, 'expired-claims'],
  [{ checkedAgo: 300 }, 'expired-claims'],
  [{ checkedAgo: 5, isAway: true }, 'active'],
  [{ checkedAgo: 19.9, isAway: true }, 'active'],
  [{ checkedAgo: 20, isAway: true }, 'ended'],
  [{ startedAgo: 479.9, checkedAgo: 0 }, 'active'],
  [{ startedAgo: 480, checkedAgo: 0 }, 'ended'],
  [{ startedAgo: 481, checkedAgo: 0, isAway: true }, 'ended'],
] as const)('%j is %s', (minutes, phase) => {
  expect(getSessionPhase(token(minutes), at)).toBe(phase)
})

test.each([
  [{ checkedAgo: 1 }, 4],
  [{ startedAgo: 479, checkedAgo: 0 }, 1],
  [{ startedAgo: 470, checkedAgo: 0, isAway: true }, 10],
])('what rests on %j ends after %d minutes', (minutes, left) => {
  expect(getRightsEnd(token(minutes)) - at).toBe(left * MINUTE)
})

test('a browser renews before the claims are too old, and knows the end', () => {
  expect(toSessionTimes(token({ checkedAgo: 1 }), at)).toEqual({ endsInMs: 420 * MINUTE, refreshInMs: 2 * MINUTE })
  expect(toSessionTimes(token({ checkedAgo: 100 }), at)).toEqual({ endsInMs: 420 * MINUTE, refreshInMs: 0 })
})

test('while the provider is away the end is near, and the browser is told', () => {
  const times = toSessionTimes(token({ checkedAgo: 10, isAway: true }), at)
  expect(times).toEqual({ endsInMs: 10 * MINUTE, refreshInMs: MINUTE })
})
