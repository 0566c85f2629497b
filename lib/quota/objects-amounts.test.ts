import { expect, test } from 'vitest'
import { parseAmount, parseMillis } from './objects-amounts.ts'

test.each([
  ['0', 0n],
  ['8', 8000n],
  ['0.5', 500n],
  ['.25', 250n],
  ['250m', 250n],
  ['1500m', 1500n],
  ['1u', 1n],
  ['1500u', 2n],
  ['2500000n', 3n],
  ['2k', 2_000_000n],
  ['1E', 10n ** 21n],
  ['1e3', 1_000_000n],
  ['1Ki', 1_024_000n],
  ['1Ei', 1000n * 1024n ** 6n],
])('reads %s exactly', (text, millis) => {
  expect(parseMillis(text)).toBe(millis)
})

test.each(['', '-1', 'm', '1mm', '1kk', 'abc', '1 m'])('refuses %j', (text) => {
  expect(() => parseMillis(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
})

test.each([
  ['10Gi', 'bytes', 10 * 1024 ** 3],
  ['1500m', 'millicores', 1500],
  ['5', 'count', 5],
  ['9007199254740993', 'bytes', null],
  ['-1Gi', 'bytes', null],
  [undefined, 'count', null],
] as const)('%s in %s is %s', (text, unit, amount) => {
  expect(parseAmount(text, unit)).toBe(amount)
})
