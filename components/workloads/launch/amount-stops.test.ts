import { expect, test } from 'vitest'
import { findStop, getPlace, listStops, type SizeUnit, toAmountText } from './amount-stops.ts'

const GIB = 1024 ** 3

test.each<[SizeUnit, number | null, string]>([
  ['millicores', 4000, '100m 250m 500m 750m 1 1500m 2 3 4'],
  ['millicores', 2300, '100m 250m 500m 750m 1 1500m 2 2300m'],
  ['bytes', 2.53 * GIB, '128Mi 256Mi 512Mi 768Mi 1Gi 1536Mi 2Gi 2560Mi'],
  ['bytes', 10 * GIB, '128Mi 256Mi 512Mi 768Mi 1Gi 1536Mi 2Gi 3Gi 4Gi 6Gi 8Gi 10Gi'],
  ['bytes', 15.43 * GIB, '128Mi 256Mi 512Mi 768Mi 1Gi 1536Mi 2Gi 3Gi 4Gi 6Gi 8Gi 12Gi 15Gi'],
  // A space that may have nothing still has a slider, and the pre-flight says what is wrong with it.
  ['bytes', 0, '128Mi 256Mi'],
])('%s up to %s', (unit, most, stops) => {
  expect(
    listStops(unit, most)
      .map((stop) => toAmountText(stop, unit))
      .join(' '),
  ).toBe(stops)
})

test('where nobody knows how much there is, it ends somewhere', () => {
  expect(listStops('bytes', null).at(-1)).toBe(32 * GIB)
})

test('an amount between stops, below and above them', () => {
  const stops = [100, 200, 400]
  expect([0, 100, 240, 350, 900].map((amount) => findStop(stops, amount))).toEqual([0, 0, 1, 2, 2])
  expect([0, 100, 150, 300, 900].map((amount) => getPlace(stops, amount))).toEqual([0, 0, 0.25, 0.75, 1])
})
