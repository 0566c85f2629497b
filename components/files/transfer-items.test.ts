import { expect, it } from 'vitest'
import { isCopyInPlace, isIntoItself, splitItems, toCopyItems, toMoveItems, toWayBack } from './transfer-items.ts'

it('moves what is not there already', () => {
  expect(toMoveItems(['a/x', 'b/y'], 'b')).toEqual([{ from: 'a/x', to: 'b/x' }])
  expect(toMoveItems(['a/x'], '')).toEqual([{ from: 'a/x', to: 'x' }])
})

it('copies beside the original only when all lie there', () => {
  expect(toCopyItems(['a/x'], 'a')).toEqual([{ from: 'a/x', to: 'a/x' }])
  expect([isCopyInPlace(['a/x', 'a/y'], 'a'), isCopyInPlace(['a/x', 'y'], 'a'), isCopyInPlace([], 'a')]).toEqual([
    true,
    false,
    false,
  ])
})

it('sees a folder that would go into itself', () => {
  expect(isIntoItself(['a/b'], 'a/b')).toBe(true)
  expect(isIntoItself(['a/b'], 'a/b/c')).toBe(true)
  expect(isIntoItself(['a/b'], 'a/bc')).toBe(false)
  expect(isIntoItself(['a/b'], '')).toBe(false)
})

it('leads back where it came from', () => {
  expect(
    toWayBack([
      { from: 'a', to: 'b/a' },
      { from: 'c', to: null },
    ]),
  ).toEqual([{ from: 'b/a', to: 'a' }])
})

it('splits what is too long to send at once', () => {
  expect(splitItems([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  expect(splitItems([], 2)).toEqual([])
})
