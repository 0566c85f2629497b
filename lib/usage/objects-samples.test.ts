import { expect, test } from 'vitest'
import { addUpSamples } from './objects-samples.ts'

const sample = (seconds: number, cpuMillicores: number, memoryBytes = 100) => ({
  cpuMillicores,
  memoryBytes,
  at: new Date(Date.UTC(2026, 10, 24, 6) + seconds * 1000).toISOString(),
})

test('pods are added up at the moments of the first, as far as all were measured near them', () => {
  const first = [sample(0, 10), sample(15, 20), sample(300, 30)]
  const second = [sample(12, 1), sample(27, 2)]
  expect(addUpSamples([first, second])).toEqual([sample(0, 12, 200), sample(15, 22, 200)])
})

test('one pod is what it is, and none is nothing', () => {
  expect(addUpSamples([[sample(0, 10)]])).toEqual([sample(0, 10)])
  expect(addUpSamples([])).toEqual([])
  expect(addUpSamples([[sample(0, 10)], []])).toEqual([])
})
