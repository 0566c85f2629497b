import { describe, expect, test } from 'vitest'
import { filterRows, pageRows, type RowReader, sortRows } from './table-rows.ts'

interface Disk {
  name: string
  size: number | null
  owner: string
}

const DISKS: Disk[] = [
  { name: 'disk-10', size: 5, owner: 'Bob' },
  { name: 'Disk-2', size: null, owner: 'alice' },
  { name: 'disk-1', size: 70, owner: 'alice' },
]
const READERS: RowReader<Disk>[] = [
  { id: 'name', value: (disk) => disk.name },
  { id: 'size', value: (disk) => disk.size },
  { id: 'owner', value: (disk) => disk.owner },
]
const listNames = (rows: readonly Disk[]) => rows.map(({ name }) => name)

describe('filter', () => {
  const filter = (search: string) => listNames(filterRows(DISKS, search, READERS))

  test('every word must stand somewhere in the row, in any case', () => {
    expect(filter('ALICE disk')).toEqual(['Disk-2', 'disk-1'])
    expect(filter('bob disk-1')).toEqual(['disk-10'])
    expect(filter('carol')).toEqual([])
  })

  test('words do not run together over two columns', () => {
    expect(filter('10bob')).toEqual([])
  })

  test('numbers are not searched, because they are shown in other words', () => {
    expect(filter('70')).toEqual([])
  })

  test('an empty search leaves all', () => {
    expect(filterRows(DISKS, '  ', READERS)).toBe(DISKS)
  })
})

describe('sort', () => {
  const sort = (column: string, isDescending = false) =>
    listNames(sortRows(DISKS, { sort: { column, isDescending }, readers: READERS, locale: 'en' }))

  test('numbers in names count as numbers, and case does not', () => {
    expect(sort('name')).toEqual(['disk-1', 'Disk-2', 'disk-10'])
    expect(sort('name', true)).toEqual(['disk-10', 'Disk-2', 'disk-1'])
  })

  test('rows without a value come last in both directions', () => {
    expect(sort('size')).toEqual(['disk-10', 'disk-1', 'Disk-2'])
    expect(sort('size', true)).toEqual(['disk-1', 'disk-10', 'Disk-2'])
  })

  test('equal rows keep their order', () => {
    expect(sort('owner')).toEqual(['Disk-2', 'disk-1', 'disk-10'])
  })

  test('an unknown column or none leaves the order as it is', () => {
    expect(sort('nothing')).toEqual(listNames(DISKS))
    expect(sortRows(DISKS, { sort: null, readers: READERS, locale: 'en' })).toBe(DISKS)
  })
})

test.each([
  [1, ['disk-10', 'Disk-2'], 1],
  [2, ['disk-1'], 2],
  [9, ['disk-1'], 2],
])('page %d of two rows each', (page, names, shown) => {
  const paged = pageRows(DISKS, { page, pageSize: 2 })
  expect(listNames(paged.rows)).toEqual(names)
  expect(paged.page).toBe(shown)
})

test('a page of nothing is the first', () => {
  expect(pageRows([], { page: 3, pageSize: 10 })).toEqual({ rows: [], page: 1 })
})
