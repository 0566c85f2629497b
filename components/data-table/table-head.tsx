import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { classNames } from '#components/ui/class-names.ts'
import type { TableColumn } from './table-column.ts'
import type { TableSort } from './table-state.ts'
import { TABLE_ROLES } from './table-roles.ts'

interface TableHeadProps<Row> {
  columns: readonly TableColumn<Row>[]
  sort: TableSort | null
  onSort: (sort: TableSort) => void
  hasActions: boolean
}

/** Numbers are asked for from the largest, texts from A. */
function toNextSort<Row>(column: TableColumn<Row>, sort: TableSort | null): TableSort {
  const isSorted = sort?.column === column.id
  return { column: column.id, isDescending: isSorted ? !sort.isDescending : column.align === 'end' }
}

/** On a phone it is only read aloud; sorting is in the toolbar there. */
export function TableHead<Row>({ columns, sort, onSort, hasActions }: TableHeadProps<Row>) {
  const t = useTranslations('ui.table')
  return (
    <thead {...TABLE_ROLES.rowGroup} className="max-sm:sr-only">
      <tr {...TABLE_ROLES.row} className="border-b border-line">
        {columns.map((column) => {
          const isSorted = sort?.column === column.id
          const direction = sort?.isDescending ? 'descending' : 'ascending'
          return (
            <th
              key={column.id}
              {...TABLE_ROLES.columnHeader}
              aria-sort={isSorted ? direction : undefined}
              className={classNames(
                'h-9 px-3 font-medium whitespace-nowrap text-quiet first:ps-4 last:pe-4',
                column.align === 'end' ? 'text-end' : 'text-start',
                column.width,
              )}
            >
              {column.isSortable === false ? (
                <span className={column.isHeaderHidden ? 'sr-only' : undefined}>{column.header}</span>
              ) : (
                <button
                  type="button"
                  onClick={() => onSort(toNextSort(column, sort))}
                  className={classNames(
                    'group/sort -mx-1.5 inline-flex h-7 items-center gap-1 rounded-item px-1.5 font-medium hover:bg-hover hover:text-ink',
                    isSorted && 'text-ink',
                    column.align === 'end' && 'flex-row-reverse',
                  )}
                >
                  {column.header}
                  <SortArrow
                    isSorted={isSorted}
                    isDescending={isSorted ? direction === 'descending' : column.align === 'end'}
                  />
                </button>
              )}
            </th>
          )
        })}
        {hasActions && (
          <th {...TABLE_ROLES.columnHeader} className="w-px pe-2">
            <span className="sr-only">{t('actions')}</span>
          </th>
        )}
      </tr>
    </thead>
  )
}

/** Keeps its place when it is not shown, so that columns do not move. */
function SortArrow({ isSorted, isDescending }: { isSorted: boolean; isDescending: boolean }) {
  const Arrow = isDescending ? ArrowDown : ArrowUp
  return (
    <Arrow
      aria-hidden
      className={classNames(
        'size-3.5',
        !isSorted && 'opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60',
      )}
    />
  )
}
