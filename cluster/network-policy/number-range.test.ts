import { expect, test } from 'vitest'
import { mergeRanges, subtractRanges } from './number-range.ts'

const range = (first: number, last: number) => ({ first, last })

test('joins ranges that overlap, touch or repeat, and keeps the others apart', () => {
  const ranges = [range(90, 95), range(1, 5), range(6, 9), range(80, 92), range(1, 2), range(20, 20)]
  expect(mergeRanges(ranges)).toEqual([range(1, 9), range(20, 20), range(80, 95)])
})

test('does not change what it is given', () => {
  const ranges = [range(1, 5), range(2, 9)]
  mergeRanges(ranges)
  expect(ranges).toEqual([range(1, 5), range(2, 9)])
})

test.each([
  ['in the middle', [range(4, 6)], [range(0, 3), range(7, 10)]],
  ['at both ends', [range(0, 1), range(10, 10)], [range(2, 9)]],
  ['reaching beyond', [range(8, 20)], [range(0, 7)]],
  ['outside', [range(11, 20)], [range(0, 10)]],
  ['over everything', [range(0, 10)], []],
  ['overlapping each other', [range(2, 5), range(4, 7)], [range(0, 1), range(8, 10)]],
])('cuts holes %s', (_where, holes, rest) => {
  expect(subtractRanges(range(0, 10), holes)).toEqual(rest)
})
