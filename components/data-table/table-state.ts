export interface TableSort {
  column: string
  isDescending: boolean
}

/** What a person has asked of a table; it stands in the address, so that each list can be shared as it is. */
export interface TableState {
  search: string
  sort: TableSort | null
  /** Counted from 1. */
  page: number
  /** Ids of the columns that are shown, in the table's own order. */
  columns: string[]
}

export interface TableDefinition {
  /** Sets tables of one page apart: "volumes" makes `volumes.search`. */
  prefix?: string
  columns: readonly { id: string; isSortable?: boolean; isHiddenAtFirst?: boolean; canHide?: boolean }[]
  defaultSort?: TableSort | null
}

const SEARCH_MAX = 200
const PAGE_MAX = 100_000

type Query = Pick<URLSearchParams, 'get'>

function toName(definition: Pick<TableDefinition, 'prefix'>, name: string): string {
  return definition.prefix ? `${definition.prefix}.${name}` : name
}

function listFirstColumns({ columns }: TableDefinition): string[] {
  return columns.filter((column) => !column.isHiddenAtFirst).map(({ id }) => id)
}

/** Reads the address; what it says of columns that do not exist is passed over. */
export function parseTableState(query: Query, definition: TableDefinition): TableState {
  const read = (name: string) => query.get(toName(definition, name))
  const columns = read('columns')
  return {
    search: (read('search') ?? '').slice(0, SEARCH_MAX),
    sort: parseSort(read('sort'), definition) ?? definition.defaultSort ?? null,
    page: parsePage(read('page')),
    columns: columns === null ? listFirstColumns(definition) : parseColumns(columns, definition),
  }
}

function parseSort(text: string | null, { columns }: TableDefinition): TableSort | null {
  if (text === null) return null
  const isDescending = text.startsWith('-')
  const id = isDescending ? text.slice(1) : text
  const column = columns.find((candidate) => candidate.id === id && candidate.isSortable !== false)
  return column ? { column: column.id, isDescending } : null
}

function parsePage(text: string | null): number {
  const page = Number(text)
  return Number.isInteger(page) && page >= 1 && page <= PAGE_MAX ? page : 1
}

function parseColumns(text: string, { columns }: TableDefinition): string[] {
  const wanted = new Set(text.split('.'))
  return columns.filter(({ id, canHide }) => canHide === false || wanted.has(id)).map(({ id }) => id)
}

/** The address with this state: "?sort=-size". What is as at first is left out, and what others put there stays. */
export function formatTableQuery(state: TableState, definition: TableDefinition, others: URLSearchParams): string {
  const query = new URLSearchParams(others)
  const write = (name: string, value: string | null) => {
    if (value === null) query.delete(toName(definition, name))
    else query.set(toName(definition, name), value)
  }
  const { search, sort, page, columns } = state
  const first = definition.defaultSort ?? null
  const isFirstSort = sort?.column === first?.column && sort?.isDescending === first?.isDescending
  const isFirstColumns = columns.join() === listFirstColumns(definition).join()
  write('search', search === '' ? null : search)
  write('sort', !sort || isFirstSort ? null : `${sort.isDescending ? '-' : ''}${sort.column}`)
  write('page', page === 1 ? null : String(page))
  write('columns', isFirstColumns ? null : columns.join('.'))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** For a page whose server filters, sorts and pages: what `searchParams` asks of its table. */
export function readTableQuery(
  searchParams: Record<string, string | string[] | undefined>,
  definition: TableDefinition,
): TableState {
  const get = (name: string) => {
    const value = searchParams[name]
    return (Array.isArray(value) ? value[0] : value) ?? null
  }
  return parseTableState({ get }, definition)
}
