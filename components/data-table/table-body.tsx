import { memo } from 'react'
import type { DataTableProps } from './data-table.tsx'
import { LongTableBody } from './long-table-body.tsx'
import { TABLE_ROLES } from './table-roles.ts'
import { TableRow as PlainTableRow } from './table-row.tsx'

/** Rows that stay are not drawn again while others come and go. */
const TableRow = memo(PlainTableRow) as typeof PlainTableRow

/** Up to here the browser draws everything as fast as it scrolls. */
const MANY_ROWS = 200

export type TableBodyProps<Row> = Pick<
  DataTableProps<Row>,
  'columns' | 'rows' | 'getRowId' | 'getRowHref' | 'getRowActions'
>

export function TableBody<Row>(props: TableBodyProps<Row>) {
  const { rows, getRowId, columns, getRowHref, getRowActions } = props
  if (rows.length > MANY_ROWS) return <LongTableBody {...props} />
  return (
    <tbody {...TABLE_ROLES.rowGroup} className="max-sm:block">
      {rows.map((row) => (
        <TableRow
          key={getRowId(row)}
          row={row}
          columns={columns}
          getRowHref={getRowHref}
          getRowActions={getRowActions}
        />
      ))}
    </tbody>
  )
}
