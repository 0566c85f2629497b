import { expect, test } from 'vitest'
import { getSessionPhase, WARNING_MS } from './session-phase.ts'

const NOW_MS = 1_000_000

test.each([
  [WARNING_MS + 5000, { phase: 'running', nextInMs: 5000 }],
  [WARNING_MS, { phase: 'ending', nextInMs: WARNING_MS }],
  [1, { phase: 'ending', nextInMs: 1 }],
  [0, { phase: 'ended', nextInMs: null }],
  [-5, { phase: 'ended', nextInMs: null }],
])('%d ms before the end', (leftMs, expected) => {
  expect(getSessionPhase({ endsAtMs: NOW_MS + leftMs, nowMs: NOW_MS })).toEqual(expected)
})

test('a very long session asks again before the browser’s longest timer', () => {
  expect(getSessionPhase({ endsAtMs: NOW_MS + 1e12, nowMs: NOW_MS }).nextInMs).toBe(2 ** 31 - 1)
})
