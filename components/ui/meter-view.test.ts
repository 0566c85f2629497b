import { expect, test } from 'vitest'
import { getMeterLevel, getMeterView } from './meter-view.ts'

test.each([
  [0, 100, 'calm'],
  [74.9, 100, 'calm'],
  [75, 100, 'high'],
  [90, 100, 'higher'],
  [95, 100, 'full'],
  [99.9, 100, 'full'],
  [100, 100, 'reached'],
  [100.1, 100, 'over'],
  [0, 0, 'calm'],
  [1, 0, 'over'],
] as const)('%d of %d is %s', (amount, limit, level) => {
  expect(getMeterLevel(amount, limit)).toBe(level)
})

test('what a change adds counts for the level, and both parts stand in the bar', () => {
  expect(getMeterView({ used: 60, change: 20, limit: 100 })).toEqual({
    level: 'high',
    share: 0.8,
    usedPercent: 60,
    changePercent: 20,
    limitPercent: null,
  })
})

test('a change beyond the limit shrinks the scale and marks where the limit lies', () => {
  expect(getMeterView({ used: 80, change: 80, limit: 80 })).toEqual({
    level: 'over',
    share: 2,
    usedPercent: 50,
    changePercent: 50,
    limitPercent: 50,
  })
})

test('a change that frees something shows what stays and what goes', () => {
  const view = getMeterView({ used: 90, change: -40, limit: 100 })
  expect(view).toMatchObject({ level: 'calm', share: 0.5, usedPercent: 50, changePercent: 40 })
})

test('more freed than used is nothing left, not less', () => {
  expect(getMeterView({ used: 10, change: -40, limit: 100 })).toMatchObject({ share: 0, changePercent: 10 })
})

test('without a limit there is no share and no bar', () => {
  expect(getMeterView({ used: 5, limit: null })).toMatchObject({ level: 'calm', share: null, usedPercent: 0 })
})

test('a limit of zero is full as soon as something is used', () => {
  expect(getMeterView({ used: 0, limit: 0 })).toMatchObject({ level: 'calm', share: 0, usedPercent: 0 })
  expect(getMeterView({ used: 2, limit: 0 })).toMatchObject({ level: 'over', share: 1, limitPercent: 0 })
})
