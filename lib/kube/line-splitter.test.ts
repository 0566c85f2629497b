import { expect, test } from 'vitest'
import { LineSplitter } from './line-splitter.ts'

function splitAt(bytes: Buffer, size: number): string[] {
  const splitter = new LineSplitter()
  const lines: string[] = []
  for (let start = 0; start < bytes.length; start += size)
    lines.push(...splitter.push(bytes.subarray(start, start + size)))
  return lines
}

test('lines come out whole, wherever the chunks are cut', () => {
  const bytes = Buffer.from('{"name":"碼頭 ⚓ 𝄞"}\n\n{"b":2}\nrest without an end')
  for (let size = 1; size <= bytes.length; size += 1) {
    expect(splitAt(bytes, size)).toEqual(['{"name":"碼頭 ⚓ 𝄞"}', '', '{"b":2}'])
  }
})

test('a line longer than many chunks comes out whole', () => {
  const long = 'é'.repeat(3_000_000)
  expect(splitAt(Buffer.from(`${long}\nshort\n`), 65_535)).toEqual([long, 'short'])
})
