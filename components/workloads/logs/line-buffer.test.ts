import { expect, test } from 'vitest'
import { LineBuffer } from './line-buffer.ts'

test('the newest items stay, each under its number', () => {
  const buffer = new LineBuffer<number>(3)
  for (let item = 0; item < 20; item += 1) buffer.push(item)
  expect(buffer.toArray()).toEqual([17, 18, 19])
  expect([buffer.firstNumber, buffer.nextNumber, buffer.length]).toEqual([17, 20, 3])
  expect([buffer.at(-1), buffer.at(0), buffer.at(2), buffer.at(3)]).toEqual([undefined, 17, 19, undefined])
})

test('before it is full nothing is dropped', () => {
  const buffer = new LineBuffer<string>(5)
  for (const item of ['a', 'b']) buffer.push(item)
  expect(buffer.toArray()).toEqual(['a', 'b'])
  expect([buffer.firstNumber, buffer.nextNumber]).toEqual([0, 2])
})
