'use client'

import { useLocale } from 'next-intl'
import { memo, type ReactNode, useDeferredValue, useMemo } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import type { MenuEntry } from '#components/ui/menu.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { Part } from '#components/ui/part.tsx'
import { TableBody as PlainTableBody } from './table-body.tsx'
import type { TableColumn } from './table-column.ts'
import { TableHead } from './table-head.tsx'
import { filterRows, pageRows, sortRows } from './table-rows.ts'
import { TableSkeletonRows } from './table-skeleton.tsx'
import type { TableDefinition, TableSort } from './table-state.ts'
import { TableToolbar } from './table-toolbar.tsx'
import { useTableState } from './use-table-state.ts'
import { TABLE_ROLES } from './table-roles.ts'

/** A key in the filter draws the field at once, and no row before there is another one. */
const TableBody = memo(PlainTableBody) as typeof PlainTableBody

const loadNoMatch = () => import('./no-match.tsx')

/** A list this short is seen at a glance; a filter above it would only be in the way. */
const GLANCE_ROWS = 7

export interface DataTableProps<Row> {
  /** What is listed; read aloud. */
  label: string
  /** Sets this table's part of the address apart from another table's on the same page. */
  prefix?: string
  /** The first one names the row. */
  columns: readonly TableColumn<Row>[]
  /** All rows; with `serverTotal` those of the page that the address asks for. */
  rows: readonly Row[]
  getRowId: (row: Row) => string
  /** Where the row leads; all of it can be pressed. */
  getRowHref?: (row: Row) => string
  getRowActions?: (row: Row) => MenuEntry[]
  /** How many rows the server has: it filters, sorts and pages by the address (readTableQuery). */
  serverTotal?: number
  defaultSort?: TableSort
  /** `all` shows every row in one scroll, and draws only those in view when they are many. */
  pageSize?: number | 'all'
  /** More filters, beside the text filter. */
  toolbar?: ReactNode
  /** An EmptyState for when there is nothing at all. */
  empty: ReactNode
  /** An ErrorState or NoRightsState in place of the rows. */
  problem?: ReactNode
  isLoading?: boolean
}

/** The one table of the portal. What is filtered, sorted, paged and shown stands in the address. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, prefix, columns, rows, serverTotal, defaultSort, pageSize = 50, isLoading = false } = props
  const locale = useLocale()
  const definition = useMemo<TableDefinition>(() => ({ prefix, columns, defaultSort }), [prefix, columns, defaultSort])
  const isOnServer = serverTotal !== undefined
  const address = useTableState(definition, isOnServer)
  const { state } = address
  const { search, sort, page } = state
  const [firstColumn] = columns
  const shownIds = [firstColumn?.id, ...state.columns].join(' ')
  const shownColumns = useMemo(() => columns.filter(({ id }) => shownIds.split(' ').includes(id)), [columns, shownIds])

  // The rows follow what is typed as soon as there is time to draw them.
  const followed = useDeferredValue(search)
  const sortKey = sort && `${sort.column} ${sort.isDescending}`
  const sorted = useMemo(() => {
    const [column = '', isDescending] = sortKey?.split(' ') ?? []
    const by = sortKey === null ? null : { column, isDescending: isDescending === 'true' }
    return isOnServer ? rows : sortRows(rows, { sort: by, readers: columns, locale })
  }, [isOnServer, rows, sortKey, columns, locale])
  const found = useMemo(
    () => (isOnServer ? sorted : filterRows(sorted, followed, columns)),
    [isOnServer, sorted, followed, columns],
  )
  const total = serverTotal ?? found.length
  const isPaged = pageSize !== 'all'
  const paged = useMemo(
    () => (isOnServer || !isPaged ? { rows: found, page } : pageRows(found, { page, pageSize })),
    [isOnServer, isPaged, found, page, pageSize],
  )
  const isEmpty = !isLoading && total === 0
  const hasToolbar = Boolean(props.toolbar) || search !== '' || (serverTotal ?? rows.length) > GLANCE_ROWS

  if (props.problem) return <Frame>{props.problem}</Frame>
  return (
    <div className="grid min-w-0 grid-cols-1 gap-3">
      {hasToolbar && (
        <TableToolbar label={label} total={total} columns={columns} state={state} address={address}>
          {props.toolbar}
        </TableToolbar>
      )}
      <Frame isPending={address.isPending}>
        {isEmpty ? (
          search === '' ? (
            props.empty
          ) : (
            <Part load={loadNoMatch} search={search} onClear={() => address.change({ search: '', page: 1 })} />
          )
        ) : (
          // Roles by name: as cards on a phone, the elements lose those they have as a table.
          <table
            {...TABLE_ROLES.table}
            aria-label={label}
            aria-busy={isLoading || address.isPending || undefined}
            aria-rowcount={isPaged ? undefined : found.length + 1}
            className="w-full border-collapse text-table max-sm:block"
          >
            <TableHead
              columns={shownColumns}
              sort={sort}
              onSort={(next) => address.change({ sort: next, page: 1 })}
              hasActions={Boolean(props.getRowActions)}
            />
            {isLoading ? (
              <TableSkeletonRows columns={shownColumns.length + (props.getRowActions ? 1 : 0)} />
            ) : (
              <TableBody {...props} columns={shownColumns} rows={paged.rows} />
            )}
          </table>
        )}
      </Frame>
      {isPaged && !isLoading && total > pageSize && (
        <Pagination
          label={label}
          page={paged.page}
          pageSize={pageSize}
          total={total}
          getHref={(next) => address.getHref({ page: next })}
          onPage={(next) => address.change({ page: next })}
        />
      )}
    </div>
  )
}

function Frame({ isPending = false, children }: { isPending?: boolean; children: ReactNode }) {
  return (
    <div
      className={classNames(
        // Positioned, so that what is only read aloud in a cell is cut off with it and does not widen the page.
        'relative overflow-x-auto rounded-box border border-line bg-surface transition-opacity sm:scroll-pe-12',
        isPending && 'opacity-60',
      )}
    >
      {children}
    </div>
  )
}
