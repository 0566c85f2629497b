import { expect, test } from 'vitest'
import { getVisibleColumns, getVisibleRows } from './visible-range.ts'

test.each([
  [
    { scrollPx: 0, heightPx: 400, rowPx: 40, count: 10_000 },
    { first: 0, end: 18 },
  ],
  [
    { scrollPx: 4000, heightPx: 400, rowPx: 40, count: 10_000 },
    { first: 92, end: 118 },
  ],
  [
    { scrollPx: 399_600, heightPx: 400, rowPx: 40, count: 10_000 },
    { first: 9982, end: 10_000 },
  ],
  // The list became shorter than where it was scrolled to.
  [
    { scrollPx: 4000, heightPx: 400, rowPx: 40, count: 5 },
    { first: 5, end: 5 },
  ],
  [
    { scrollPx: 0, heightPx: 0, rowPx: 40, count: 0 },
    { first: 0, end: 0 },
  ],
])('%j', (sight, range) => {
  expect(getVisibleRows(sight)).toEqual(range)
})

test('columns of any width are found', () => {
  const starts = [0, 100, 150, 400, 500, 600]
  expect(getVisibleColumns(starts, { scrollPx: 0, widthPx: 120 })).toEqual({ first: 0, end: 3 })
  expect(getVisibleColumns(starts, { scrollPx: 160, widthPx: 120 })).toEqual({ first: 1, end: 4 })
  expect(getVisibleColumns(starts, { scrollPx: 450, widthPx: 500 })).toEqual({ first: 2, end: 5 })
  expect(getVisibleColumns([0], { scrollPx: 0, widthPx: 500 })).toEqual({ first: 0, end: 0 })
})
