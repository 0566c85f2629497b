import { expect, test } from 'vitest'
import { toTimeLeft } from './time-left.ts'

test.each([
  [0, { unit: 'seconds', count: 1 }],
  [59, { unit: 'seconds', count: 59 }],
  [61, { unit: 'minutes', count: 2 }],
  [3599, { unit: 'minutes', count: 60 }],
  [3601, { unit: 'hours', count: 2 }],
])('%d seconds', (seconds, left) => {
  expect(toTimeLeft(seconds)).toEqual(left)
})
