import { expect, test } from 'vitest'
import { KeptOutput } from './kept-output.ts'

const read = (chunks: string[]) => {
  const kept = new KeptOutput(10)
  for (const chunk of chunks) kept.add(Buffer.from(chunk))
  return kept.read().toString('utf8')
}

test.each([
  [['short'], 'short'],
  [['a\nb', 'c\n'], 'a\nbc\n'],
  // What does not fit is left out from the next line on.
  [['first\n', 'second\n', 'third'], 'third'],
  [['0123\n56789abcdef'], '6789abcdef'],
  [['線\n', '線\n線\n線'], '線\n線'],
  [['a', '\n', 'b', '\n', 'c', '\n', 'd', '\n', 'e', '\n', 'f', '\n', 'g'], 'c\nd\ne\nf\ng'],
])('of %j %j is left', (chunks, wanted) => {
  expect(read(chunks)).toBe(wanted)
})
