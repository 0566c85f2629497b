'use client'

import { useTranslations } from 'next-intl'
import { useMemo, useRef } from 'react'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { SCROLL_BOX, useScrollSight } from '../upload/use-scroll-sight.ts'
import { getVisibleColumns, getVisibleRows } from '../upload/visible-range.ts'
import { decodeText } from './decode-text.ts'
import { PreviewLoading, PreviewProblem } from './preview-state.tsx'
import type { PreviewViewProps } from './preview-view.ts'
import { measureColumns, parseTable, type TableData } from './table-rows.ts'
import { useContent } from './use-content.ts'

const LIMIT_BYTES = 8 * 1024 ** 2
const ROW_PX = 32
/** Digits that stand below each other are the widest of what is often there. */
const CHARACTER_PX = 8.5
const PADDING_PX = 26

/** CSV and TSV as a table; of large files as many rows as the first bytes hold. */
export default function TableView({ path, entry, name }: PreviewViewProps) {
  const t = useTranslations('files.preview')
  const { data, error, refetch } = useContent({ path, entry, limitBytes: LIMIT_BYTES })
  const table = useMemo(
    () => data && parseTable(decodeText(data.bytes, { isPart: data.isPart }).text, { isPart: data.isPart }),
    [data],
  )
  if (error) return <PreviewProblem error={error} onRetry={() => void refetch()} />
  if (!table) return <PreviewLoading />
  if (table.header.length === 0) return <EmptyState title={t('emptyTable')} />
  return (
    <div className="flex h-full flex-col">
      <p className="shrink-0 border-b border-line px-4 py-2 text-table text-quiet">
        {t(table.isPart ? 'rowsShown' : 'rows', { count: table.rows.length })}
      </p>
      <Grid table={table} name={name} />
    </div>
  )
}

function Grid({ table, name }: { table: TableData; name: string }) {
  const box = useRef<HTMLDivElement>(null)
  const { topPx, leftPx, widthPx, heightPx } = useScrollSight(box)
  const starts = useMemo(() => listStarts(measureColumns(table)), [table])
  const rows = getVisibleRows({ scrollPx: topPx, heightPx, rowPx: ROW_PX, count: table.rows.length })
  const columns = getVisibleColumns(starts, { scrollPx: leftPx, widthPx })
  const width = starts.at(-1) ?? 0
  const place = { starts, columns }
  return (
    <div
      {...SCROLL_BOX}
      {...GRID_ROLES.table}
      ref={box}
      aria-label={name}
      aria-rowcount={table.rows.length + 1}
      aria-colcount={starts.length - 1}
      className="relative min-h-0 grow overflow-auto text-table tabular-nums focus-visible:-outline-offset-2"
    >
      <div
        {...GRID_ROLES.row}
        aria-rowindex={1}
        className="sticky top-0 z-10 h-8 border-b border-line bg-sunken font-medium"
        style={{ width }}
      >
        <Cells {...place} row={table.header} isHeader />
      </div>
      <div {...GRID_ROLES.rowGroup} className="relative" style={{ width, height: table.rows.length * ROW_PX }}>
        {table.rows.slice(rows.first, rows.end).map((row, index) => (
          <div
            {...GRID_ROLES.row}
            key={rows.first + index}
            aria-rowindex={rows.first + index + 2}
            className="absolute inset-x-0 h-8 border-b border-line"
            style={{ top: (rows.first + index) * ROW_PX }}
          >
            <Cells {...place} row={row} />
          </div>
        ))}
      </div>
    </div>
  )
}

interface CellsProps {
  row: readonly string[]
  isHeader?: boolean
  starts: readonly number[]
  columns: { first: number; end: number }
}

function Cells({ row, isHeader = false, starts, columns }: CellsProps) {
  const shown = starts.slice(columns.first, columns.end)
  return shown.map((start, index) => {
    const column = columns.first + index
    return (
      <div
        {...(isHeader ? GRID_ROLES.header : GRID_ROLES.cell)}
        key={column}
        aria-colindex={column + 1}
        title={row[column]}
        className="absolute inset-y-0 truncate border-e border-line px-3 leading-8"
        style={{ insetInlineStart: start, width: (starts[column + 1] ?? start) - start }}
      >
        {row[column]}
      </div>
    )
  })
}

function listStarts(lengths: readonly number[]): number[] {
  const starts = [0]
  for (const length of lengths) starts.push((starts.at(-1) ?? 0) + length * CHARACTER_PX + PADDING_PX)
  return starts
}

/** Rows and columns out of sight are not there, which the elements of a table cannot express. */
const GRID_ROLES = {
  table: { role: 'table' },
  rowGroup: { role: 'rowgroup' },
  row: { role: 'row' },
  header: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const
