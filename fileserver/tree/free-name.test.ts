import { expect, test } from 'vitest'
import { toFreeNames } from './free-name.ts'

const first = (name: string, count: number) =>
  [...toFreeNames(Buffer.from(name)).take(count)].map((one) => Buffer.from(one).toString())

test('a number goes before the extension', () => {
  expect(first('a.tar.gz', 3)).toEqual(['a.tar.gz', 'a.tar (2).gz', 'a.tar (3).gz'])
  expect(first('.bashrc', 2)).toEqual(['.bashrc', '.bashrc (2)'])
  expect(first('README', 2)).toEqual(['README', 'README (2)'])
})

test('a long name is cut between two characters', () => {
  const [, second = ''] = first(`${'樹'.repeat(83)}.txt`, 2)
  expect(second).toBe(`${'樹'.repeat(82)} (2).txt`)
  expect(Buffer.from(second).length).toBeLessThanOrEqual(255)
})
