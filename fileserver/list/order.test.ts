import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { selectFirst } from './order.ts'
import { compareNatural, compareText, toFilterKey, toSortKey } from './sort-key.ts'

const raw = (text: string) => Buffer.from(text).toString('latin1')
const sort = (names: string[]) =>
  names
    .map((name) => [toSortKey(raw(name)), name])
    .toSorted(([a = ''], [b = '']) => compareText(a, b))
    .map(([, name]) => name)

test.each([
  [['a2', 'a10', 'a1']],
  [['IMG_9.jpg', 'IMG_010.jpg', 'IMG_11.jpg']],
  [['v1.2', 'v1.10', 'v2.0']],
  [['alpha', 'Beta', 'gamma']],
  [['eins', 'étude', 'fünf']],
  [['文件2', '文件10']],
])('%j is in order', (names) => {
  expect(sort(names.toReversed())).toEqual(
    names
      .toSorted((a, b) => names.indexOf(a) - names.indexOf(b))
      .toSorted((a, b) => new Intl.Collator('en', { numeric: true }).compare(a, b)),
  )
})

test('numbers of any length are ordered by value', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 40n }),
      fc.bigInt({ min: 0n, max: 10n ** 40n }),
      fc.nat(3),
      (one, other, zeros) => {
        const [a, b] = [toSortKey(`x${'0'.repeat(zeros)}${one}y`), toSortKey(`x${other}y`)]
        expect(Math.sign(compareText(a, b))).toBe(one === other ? 0 : one < other ? -1 : 1)
      },
    ),
  )
})

test('names are ordered by their keys as they are when they are compared directly', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('a', 'A', '0', '1', '2', '.', '-', 'é', 'e', '樹') }),
  )
  fc.assert(
    fc.property(name, name, (one, other) => {
      const [a, b] = [raw(one), raw(other)]
      expect(Math.sign(compareNatural(a, b))).toBe(compareText(toSortKey(a), toSortKey(b)))
    }),
    { numRuns: 2000 },
  )
})

test('a filter has no regard to case and to how an accent is composed', () => {
  expect(toFilterKey(raw('RÉSUMÉ'))).toBe(toFilterKey(raw('re\u0301sume\u0301')))
  expect(toFilterKey(raw('Ａ'))).not.toBe(toFilterKey(raw('a')))
})

test('the first of a list are those that sorting it would put first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(20), (items, count) => {
      const compare = (one: number, other: number) => one - other
      expect(selectFirst(items, count, compare)).toEqual(items.toSorted(compare).slice(0, count))
    }),
  )
})
