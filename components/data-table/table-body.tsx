import type { DataTableProps } from './data-table.tsx'
import { LongTableBody } from './long-table-body.tsx'
import { TABLE_ROLES } from './table-roles.ts'
import { TableRow } from './table-row.tsx'

/** Up to here the browser draws everything as fast as it scrolls. */
const MANY_ROWS = 200

export type TableBodyProps<Row> = Pick<
  DataTableProps<Row>,
  'columns' | 'rows' | 'getRowId' | 'getRowHref' | 'getRowActions'
>

export function TableBody<Row>(props: TableBodyProps<Row>) {
  const { rows, getRowId } = props
  if (rows.length > MANY_ROWS) return <LongTableBody {...props} />
  return (
    <tbody {...TABLE_ROLES.rowGroup} className="max-sm:block">
      {rows.map((row) => (
        <TableRow key={getRowId(row)} {...props} row={row} />
      ))}
    </tbody>
  )
}
