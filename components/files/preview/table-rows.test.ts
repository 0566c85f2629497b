import { expect, test } from 'vitest'
import { measureColumns, parseTable } from './table-rows.ts'

test.each([
  ['name,size\na,1\nb,2\n', ','],
  ['name\tsize\na\t1\nb\t2', 'tab'],
  ['\uFEFFname;size\r\na;1\r\nb;2\r\n', ';'],
])('%j is a table', (text) => {
  expect(parseTable(text, { isPart: false })).toEqual({
    header: ['name', 'size'],
    rows: [
      ['a', '1'],
      ['b', '2'],
    ],
    isPart: false,
  })
})

test('quoted cells may hold separators and lines', () => {
  expect(parseTable('a,b\n"x, y","1\n2"', { isPart: false }).rows).toEqual([['x, y', '1\n2']])
})

test('of a part, the row that is cut off is left out', () => {
  const { rows, isPart } = parseTable('a,b\n1,2\n3,', { isPart: true })
  expect(rows).toEqual([['1', '2']])
  expect(isPart).toBe(true)
})

test('columns are as wide as what is in them, within limits', () => {
  const table = parseTable(`id,${'x'.repeat(300)}\n1,2,three`, { isPart: false })
  expect(measureColumns(table)).toEqual([6, 40, 6])
})

test('characters of East Asian writing have the room of two', () => {
  const text = 'city,people\n臺灣國立大學,2600000\n'
  expect(measureColumns(parseTable(text, { isPart: false }))).toEqual([12, 7])
})
