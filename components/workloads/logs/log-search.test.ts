import { expect, test } from 'vitest'
import { LineBuffer } from './line-buffer.ts'
import type { LogItem } from './log-item.ts'
import { LogSearch, markMatches } from './log-search.ts'

const source = { id: 1, pod: 'web-1', container: 'web', restarts: 0 }

function fill(buffer: LineBuffer<LogItem>, texts: string[]): void {
  for (const text of texts) buffer.push({ kind: 'line', source, time: '', text, fullBytes: null })
}

test('matches are found in what is seen, follow new lines, and leave with the old ones', () => {
  const buffer = new LineBuffer<LogItem>(4)
  const search = new LogSearch('Error')
  fill(buffer, ['an ERROR', 'fine', 'er\u001B[31mror in two colours'])
  expect(search.advance(buffer)).toBe(true)
  expect(search.matches).toEqual([0, 2])
  fill(buffer, ['fine', 'error'])
  search.advance(buffer)
  expect(search.matches).toEqual([2, 4])
  expect(search.findNext(null, 1)).toBe(2)
  expect(search.findNext(2, 1)).toBe(4)
  expect(search.findNext(4, 1)).toBe(2)
  expect(search.findNext(2, -1)).toBe(4)
})

test('a long log is looked through in parts', () => {
  const buffer = new LineBuffer<LogItem>(20_000)
  fill(buffer, Array<string>(20_000).fill('x'))
  const search = new LogSearch('x', 0)
  expect(search.advance(buffer)).toBe(false)
  while (!search.advance(buffer)) continue
  expect(search.matches).toHaveLength(20_000)
  expect(new LogSearch('y').findNext(null, 1)).toBe(null)
})

test('what matches is marked across colours', () => {
  const spans = [
    { text: 'an er', className: 'red' },
    { text: 'ror, Error', className: '' },
  ]
  expect(markMatches(spans, 'ERROR').map(({ text, isMatch }) => [text, isMatch])).toEqual([
    ['an ', false],
    ['er', true],
    ['ror', true],
    [', ', false],
    ['Error', true],
  ])
  expect(markMatches([{ text: 'İstanbul', className: '' }], 'stan')).toEqual([
    { text: 'İstanbul', className: '', isMatch: false },
  ])
})
