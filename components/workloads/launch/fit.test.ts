import { expect, test } from 'vitest'
import { findSize, matchSize, takeLess } from './fit.ts'

const values = { cpu: '2', memory: '4Gi', gpus: 2 }
const sizes = [
  { id: 'small', cpu: '500m', memory: '512Mi', gpus: 0 },
  { id: 'medium', cpu: '1', memory: '2Gi', gpus: 0 },
  { id: 'large', cpu: '4', memory: '2Gi', gpus: 1 },
]

test.each<[string, string, object | null]>([
  ['memory', '2 GiB', { memory: '2Gi' }],
  ['memory', '512 MiB', { memory: '3584Mi' }],
  // Said as 1.5, it may be up to 1.55.
  ['memory', '1.5 GiB', { memory: '2496Mi' }],
  ['memory', '4 GiB', null],
  ['memory', '1,000 GiB', null],
  ['cpu', '0.25 CPU', { cpu: '1750m' }],
  ['cpu', '1 CPU', { cpu: '1' }],
  ['cpu', '2 CPU', null],
  ['gpus', '1', { gpus: 1 }],
  ['gpus', '3', null],
  ['memory', 'much', null],
  ['replicas', '1', null],
])('%s with %s less', (field, amount, expected) => {
  expect(takeLess(values, { field, amount })).toEqual(expected)
})

test('the largest offered size that fits, whatever else it would need', () => {
  expect(findSize(sizes, { cpu: '2', memory: '3Gi', gpus: 0 })?.id).toBe('medium')
  expect(findSize(sizes, { cpu: '8', memory: '3Gi', gpus: 1 })?.id).toBe('large')
  expect(findSize(sizes, { cpu: '100m', memory: '3Gi', gpus: 1 })).toBeNull()
})

test('a size is known however its amounts are written', () => {
  expect(matchSize(sizes, { cpu: '1000m', memory: ' 2048Mi', gpus: 0 })?.id).toBe('medium')
  expect(matchSize(sizes, { cpu: '1', memory: '2Gi', gpus: 1 })).toBeNull()
  expect(matchSize(sizes, { cpu: '', memory: 'x', gpus: null })).toBeNull()
})
