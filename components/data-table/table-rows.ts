import type { TableSort } from './table-state.ts'

export type CellValue = string | number | null | undefined

export interface RowReader<Row> {
  id: string
  /** What the column sorts by, and, where it is a text, what a search looks through. */
  value: (row: Row) => CellValue
}

/** Rows that contain every word of the search somewhere in their texts. */
export function filterRows<Row>(
  rows: readonly Row[],
  search: string,
  readers: readonly RowReader<Row>[],
): readonly Row[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const texts = readers.map(({ value }) => value(row)).filter((value) => typeof value === 'string')
    const all = texts.join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

interface SortOptions<Row> {
  sort: TableSort | null
  readers: readonly RowReader<Row>[]
  locale: string
}

/** Texts as the reader's language orders them ("disk-2" before "disk-10"); rows without a value always come last. */
export function sortRows<Row>(rows: readonly Row[], { sort, readers, locale }: SortOptions<Row>): readonly Row[] {
  const reader = sort && readers.find(({ id }) => id === sort.column)
  if (!sort || !reader) return rows
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  const direction = sort.isDescending ? -1 : 1
  return rows
    .map((row) => ({ row, value: reader.value(row) ?? null }))
    .toSorted((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      return direction * compareValues(a.value, b.value, collator)
    })
    .map(({ row }) => row)
}

function compareValues(a: string | number, b: string | number, collator: Intl.Collator): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
}

/** One page of rows; a page beyond the end is the last one. */
export function pageRows<Row>(
  rows: readonly Row[],
  { page, pageSize }: { page: number; pageSize: number },
): { rows: readonly Row[]; page: number } {
  const last = Math.max(1, Math.ceil(rows.length / pageSize))
  const shown = Math.min(page, last)
  return { rows: rows.slice((shown - 1) * pageSize, shown * pageSize), page: shown }
}
