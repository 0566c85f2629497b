import { expect, test } from 'vitest'
import { LineBuffer } from './line-buffer.ts'
import { countBlocks, getBlockAt } from './log-block.tsx'

test.each([0, 1, 24, 25, 26, 99, 100, 101, 137])(
  'the blocks of %i lines have each line that is there once',
  (added) => {
    const buffer = new LineBuffer<number>(60)
    for (let number = 0; number < added; number += 1) buffer.push(number)
    const blocks = Array.from({ length: countBlocks(buffer) }, (_, place) => getBlockAt(buffer, place))
    const numbers = blocks.flatMap(({ from, length }) => Array.from({ length }, (_, place) => from + place))
    expect(numbers).toEqual(Array.from({ length: buffer.length }, (_, place) => buffer.firstNumber + place))
  },
)
