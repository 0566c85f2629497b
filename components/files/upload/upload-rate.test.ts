import { expect, test } from 'vitest'
import { UploadRate } from './upload-rate.ts'

test('speed and time left follow from the last seconds', () => {
  const rate = new UploadRate()
  expect(rate.getBytesPerSecond()).toBeNull()
  rate.add(0, 0)
  expect(rate.getSecondsLeft(100)).toBeNull()
  for (let second = 1; second <= 20; second += 1) rate.add(second * 1000, second * 1000)
  expect(rate.getBytesPerSecond()).toBe(1000)
  expect(rate.getSecondsLeft(2500)).toBe(3)
  // Ten times as fast: after the window nothing of the slow time is left.
  for (let second = 21; second <= 40; second += 1) rate.add(second * 1000, 20_000 + (second - 20) * 10_000)
  expect(rate.getBytesPerSecond()).toBe(10_000)
})

test('a standstill has no time left, and a step back begins anew', () => {
  const rate = new UploadRate()
  rate.add(0, 500)
  rate.add(5000, 500)
  expect(rate.getBytesPerSecond()).toBe(0)
  expect(rate.getSecondsLeft(1)).toBeNull()
  rate.add(6000, 100)
  expect(rate.getBytesPerSecond()).toBeNull()
})
