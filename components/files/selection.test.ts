import { describe, expect, it } from 'vitest'
import {
  chooseAll,
  chooseNone,
  chooseOne,
  chooseRange,
  countChosen,
  EMPTY_SELECTION,
  getRange,
  isChosen,
  moveActive,
  toggleOne,
} from './selection.ts'

describe('choosing', () => {
  it('one replaces what was chosen', () => {
    const selection = chooseOne('b', 1)
    expect([isChosen(selection, 'a'), isChosen(selection, 'b')]).toEqual([false, true])
    expect(countChosen(selection, 100)).toBe(1)
  })

  it('one more and one less', () => {
    const two = toggleOne(chooseOne('a', 0), 'c', 2)
    expect([...two.names]).toEqual(['a', 'c'])
    expect([...toggleOne(two, 'a', 0).names]).toEqual(['c'])
  })

  it('everything without knowing it, and all but one', () => {
    const all = chooseAll(EMPTY_SELECTION)
    expect(isChosen(all, 'never seen')).toBe(true)
    const rest = toggleOne(all, 'b', 1)
    expect(isChosen(rest, 'b')).toBe(false)
    expect(countChosen(rest, 100_000)).toBe(99_999)
    expect(countChosen(chooseNone(rest), 100_000)).toBe(0)
  })

  it('a range keeps its anchor while its end moves', () => {
    const start = chooseOne('c', 2)
    const down = chooseRange(start, ['c', 'd', 'e'], 4)
    expect(getRange(down, 3)).toEqual({ from: 2, to: 3 })
    const up = chooseRange(down, ['a', 'b', 'c'], 0)
    expect(up.anchor).toBe(2)
    expect([...up.names]).toEqual(['a', 'b', 'c'])
  })

  it('a range without an anchor begins where the keyboard is', () => {
    expect(getRange({ ...EMPTY_SELECTION, active: 5 }, 7)).toEqual({ from: 5, to: 7 })
  })
})

describe('keys', () => {
  const list = { total: 10, columns: 1, pageRows: 4 }
  it.each([
    ['ArrowDown', 3, 4],
    ['ArrowDown', 9, 9],
    ['ArrowUp', 0, 0],
    ['Home', 7, 0],
    ['End', 2, 9],
    ['PageDown', 2, 6],
    ['PageUp', 2, 0],
    ['ArrowLeft', 3, null],
  ] as const)('%s from %i in a list leads to %s', (key, active, expected) => {
    expect(moveActive({ ...list, key, active })).toBe(expected)
  })

  it.each([
    ['ArrowDown', 1, 5],
    ['ArrowRight', 3, 4],
    ['ArrowLeft', 4, 3],
    ['ArrowDown', 8, 9],
  ] as const)('%s from %i in a grid of four leads to %i', (key, active, expected) => {
    expect(moveActive({ ...list, columns: 4, key, active })).toBe(expected)
  })

  it('lead nowhere in an empty folder', () => {
    expect(moveActive({ ...list, total: 0, key: 'End', active: 0 })).toBeNull()
  })
})
