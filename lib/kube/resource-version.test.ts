import { expect, test } from 'vitest'
import { isAsNewAs } from './resource-version.ts'

test.each([
  ['100', '99', true],
  ['100', '100', true],
  ['99', '100', false],
  ['9007199254740993', '9007199254740992', true],
  ['18446744073709551616', '18446744073709551617', false],
  ['0100', '100', true],
  ['', '1', false],
  ['', '', false],
  ['abc', 'abc', true],
  ['abc', '1', false],
  ['5', 'abc', false],
  ['5', '-1', false],
])('%j is as new as %j: %s', (version, wanted, expected) => {
  expect(isAsNewAs(version, wanted)).toBe(expected)
})
