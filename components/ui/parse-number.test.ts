import { expect, test } from 'vitest'
import { parseNumber, stepNumber } from './parse-number.ts'

test.each([
  ['', null],
  ['   ', null],
  ['12', 12],
  [' 12 ', 12],
  ['-3', -3],
  ['0.5', 0.5],
  ['1e18', Number.NaN],
  ['0x10', Number.NaN],
  ['1,5', Number.NaN],
  ['1.', Number.NaN],
  ['-1Gi', Number.NaN],
  ['Infinity', Number.NaN],
  ['9999999999999999', Number.NaN],
])('%j is read as %s', (text, value) => {
  expect(parseNumber(text)).toBe(value)
})

test('a step stays inside the limits and on the step', () => {
  expect(stepNumber(9, 2, { min: 1, max: 10 })).toBe(10)
  expect(stepNumber(1, -5, { min: 1, max: 10 })).toBe(1)
  expect(stepNumber(0.2, 0.1)).toBe(0.3)
})

test('from nothing or nonsense a step leads to the lowest number', () => {
  expect(stepNumber(null, 1, { min: 5 })).toBe(5)
  expect(stepNumber(Number.NaN, 1)).toBe(0)
})
