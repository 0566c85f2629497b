import { Skeleton } from '#components/feedback/skeleton.tsx'
import { TABLE_ROLES } from './table-roles.ts'

/** Rows of their final height while the list is on its way. */
export function TableSkeletonRows({ columns, rows = 5 }: { columns: number; rows?: number }) {
  return (
    <tbody {...TABLE_ROLES.rowGroup} className="max-sm:block">
      {Array.from({ length: rows }, (_, row) => (
        <tr
          key={row}
          {...TABLE_ROLES.row}
          className="border-b border-line last:border-b-0 max-sm:block max-sm:px-4 max-sm:py-3"
        >
          {Array.from({ length: columns }, (_cell, column) => (
            <td
              key={column}
              {...TABLE_ROLES.cell}
              className="h-10 px-3 py-2 first:ps-4 max-sm:block max-sm:h-7 max-sm:p-0 max-sm:first:ps-0"
            >
              <Skeleton className={column === 0 ? 'h-3.5 w-40' : 'h-3.5 w-16'} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}

/** The whole table while nothing of it is known, as for a loading.tsx. */
export function TableSkeleton({ columns = 4, rows = 5 }: { columns?: number; rows?: number }) {
  return (
    <div aria-hidden className="overflow-hidden rounded-box border border-line bg-surface">
      <table role="presentation" className="w-full border-collapse text-table max-sm:block">
        <thead className="max-sm:hidden">
          <tr className="border-b border-line">
            {Array.from({ length: columns }, (_, column) => (
              <th key={column} className="h-9 px-3 first:ps-4">
                <Skeleton className="h-3.5 w-14" />
              </th>
            ))}
          </tr>
        </thead>
        <TableSkeletonRows columns={columns} rows={rows} />
      </table>
    </div>
  )
}
