import { expect, test } from 'vitest'
import { keepWorse, pickWorst, REASONS, toExplanation } from './explain-reasons.ts'
import type { Reason } from './explain-reasons.ts'

const say = (reason: Reason) => toExplanation({ reason })

function keep(previous: Reason, next: Reason, seconds: number) {
  return keepWorse({ previous: say(previous), previousAtMs: 0, next: say(next), nowMs: seconds * 1000 }).reason
}

test('every reason has a rank of its own from where it hurts, so that which one is said never depends on chance', () => {
  const ranks = Object.values(REASONS)
    .map(({ rank }) => rank)
    .filter((rank) => rank >= 20)
  expect(new Set(ranks).size).toBe(ranks.length)
})

test('the worst is said, and of two that are alike the first', () => {
  expect(
    pickWorst([null, { reason: 'image-pulling' }, { reason: 'crash-loop' }, { reason: 'probe-refused' }])?.reason,
  ).toBe('crash-loop')
  expect(
    pickWorst([
      { reason: 'running', target: 'a' },
      { reason: 'running', target: 'b' },
    ])?.target,
  ).toBe('a')
  expect(pickWorst([null])).toBeNull()
})

test.each<[Reason, Reason, number, Reason]>([
  ['crash-loop', 'running', 3, 'crash-loop'],
  ['crash-loop', 'waiting-for-ready', 3, 'crash-loop'],
  ['crash-loop', 'running', 10, 'running'],
  ['crash-loop', 'oom-killed', 1, 'oom-killed'],
  ['crash-loop', 'stopping', 1, 'stopping'],
  ['crash-loop', 'deleting', 1, 'deleting'],
  ['image-pulling', 'running', 1, 'running'],
  ['running', 'crash-loop', 0, 'crash-loop'],
])('after %s comes %s within %d s: %s', (previous, next, seconds, expected) => {
  expect(keep(previous, next, seconds)).toBe(expected)
})

test('the first one is said as it is', () => {
  expect(keepWorse({ previous: null, previousAtMs: 0, next: say('running'), nowMs: 0 }).reason).toBe('running')
})
