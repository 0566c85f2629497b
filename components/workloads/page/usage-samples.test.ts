import { expect, test } from 'vitest'
import { toSamples } from './usage-samples.ts'

const at = (seconds: number, memoryBytes: number) => ({
  at: new Date(seconds * 1000).toISOString(),
  cpuMillicores: 0,
  memoryBytes,
})
const read = (history: ReturnType<typeof at>[]) => toSamples(history, ({ memoryBytes }) => memoryBytes)

test('a time without measurements is a gap, and nothing is invented for it', () => {
  expect(read([])).toEqual([])
  expect(read([at(0, 1), at(30, 2), at(75, 3)])).toEqual([1, 2, 3])
  expect(read([at(0, 1), at(180, 2)])).toEqual([1, null, null, null, null, null, 2])
})

test('a long absence leaves the latest', () => {
  const samples = read([at(0, 1), at(86_400, 2), at(86_430, 3)])
  expect(samples).toHaveLength(120)
  expect(samples.slice(-3)).toEqual([null, 2, 3])
})
