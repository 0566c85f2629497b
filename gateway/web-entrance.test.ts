import { expect, test } from 'vitest'
import { toPath } from './web-entrance.ts'

test.each([
  ['/lab/tree?x=1', '/lab/tree?x=1'],
  ['/', '/'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/a/..//evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['', '/'],
])('%j leads on to %j', (given, wanted) => {
  expect(toPath(given)).toBe(wanted)
})
