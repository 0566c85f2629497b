import { assert, boolean, constantFrom, integer, property, record, string, subarray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTableQuery, parseTableState, readTableQuery, type TableDefinition } from './table-state.ts'

const DEFINITION: TableDefinition = {
  columns: [
    { id: 'name', canHide: false },
    { id: 'size' },
    { id: 'class', isHiddenAtFirst: true },
    { id: 'actions', isSortable: false },
  ],
  defaultSort: { column: 'name', isDescending: false },
}
const FIRST = { search: '', sort: DEFINITION.defaultSort, page: 1, columns: ['name', 'size', 'actions'] }

const parse = (text: string, definition = DEFINITION) => parseTableState(new URLSearchParams(text), definition)
const format = (state: Parameters<typeof formatTableQuery>[0], others = '') =>
  formatTableQuery(state, DEFINITION, new URLSearchParams(others))

describe('from the address', () => {
  test('an empty address is the table as at first', () => {
    expect(parse('')).toEqual(FIRST)
  })

  test('search, sort, page and columns are read', () => {
    expect(parse('search=note&sort=-size&page=3&columns=name.class')).toEqual({
      search: 'note',
      sort: { column: 'size', isDescending: true },
      page: 3,
      columns: ['name', 'class'],
    })
  })

  test.each(['sort=nothing', 'sort=-', 'sort=actions', 'sort=', 'sort=--size'])('%s sorts as at first', (text) => {
    expect(parse(text).sort).toEqual(DEFINITION.defaultSort)
  })

  test.each(['page=0', 'page=-1', 'page=1.5', 'page=x', 'page=1e9', 'page='])('%s is the first page', (text) => {
    expect(parse(text).page).toBe(1)
  })

  test('columns come in the table’s order, unknown ones are passed over, and what cannot be hidden stays', () => {
    expect(parse('columns=size.nothing').columns).toEqual(['name', 'size'])
    expect(parse('columns=').columns).toEqual(['name'])
  })

  test('an endless search is cut', () => {
    expect(parse(`search=${'x'.repeat(5000)}`).search).toHaveLength(200)
  })

  test('two tables of a page do not read each other’s', () => {
    const other = { ...DEFINITION, prefix: 'users' }
    expect(parse('search=a&users.search=b', other).search).toBe('b')
    expect(parse('users.search=b').search).toBe('')
  })

  test('a server component’s searchParams are read alike, the first of several', () => {
    expect(readTableQuery({ search: ['a', 'b'], page: '2', other: undefined }, DEFINITION)).toMatchObject({
      search: 'a',
      page: 2,
    })
  })
})

describe('to the address', () => {
  test('what is as at first is left out, and what others put there stays', () => {
    expect(format({ ...FIRST, sort: DEFINITION.defaultSort! })).toBe('')
    expect(format({ ...FIRST, sort: DEFINITION.defaultSort! }, 'tab=all&page=4')).toBe('?tab=all')
  })

  test('the other direction of the first sort is written', () => {
    expect(format({ ...FIRST, sort: { column: 'name', isDescending: true } })).toBe('?sort=-name')
  })

  test('what is written is read again', () => {
    const state = record({
      search: string({ maxLength: 100 }),
      sort: record({ column: constantFrom('name', 'size', 'class'), isDescending: boolean() }),
      page: integer({ min: 1, max: 100_000 }),
      columns: subarray(['size', 'class', 'actions']).map((some) => ['name', ...some]),
    })
    assert(
      property(state, (given) => {
        expect(parse(format(given).slice(1))).toEqual(given)
      }),
    )
  })
})
