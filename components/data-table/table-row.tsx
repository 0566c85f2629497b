import { Ellipsis } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Ref } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { IntentLink } from '#components/ui/intent-link.tsx'
import { Menu, type MenuEntry } from '#components/ui/menu.tsx'
import type { TableColumn } from './table-column.ts'
import { TABLE_ROLES } from './table-roles.ts'

interface TableRowProps<Row> {
  row: Row
  columns: readonly TableColumn<Row>[]
  getRowHref?: (row: Row) => string
  getRowActions?: (row: Row) => MenuEntry[]
  /** Place in the whole list, counted from 0; only where not all rows are drawn. */
  index?: number
  ref?: Ref<HTMLTableRowElement>
}

/** A row, and a card on a phone. */
export function TableRow<Row>({ row, columns, getRowHref, getRowActions, index, ref }: TableRowProps<Row>) {
  const t = useTranslations('ui.table')
  const href = getRowHref?.(row)
  const name = String(columns[0]?.value(row) ?? '')
  return (
    <tr
      ref={ref}
      {...TABLE_ROLES.row}
      data-index={index}
      aria-rowindex={index === undefined ? undefined : index + 2}
      className={classNames(
        'relative border-b border-line last:border-b-0 max-sm:block max-sm:px-4 max-sm:py-3',
        href && 'hover:bg-hover/60',
      )}
    >
      {columns.map((column, place) => (
        <td
          key={column.id}
          {...(place === 0 ? TABLE_ROLES.rowHeader : TABLE_ROLES.cell)}
          data-label={column.isHeaderHidden ? '' : column.header}
          className={classNames(
            'h-10 px-3 py-2 first:ps-4 last:pe-4 sm:whitespace-nowrap',
            column.align === 'end' && 'text-end tabular-nums',
            place === 0 ? 'font-medium max-sm:mb-1 max-sm:block max-sm:pe-10 max-sm:text-body' : CARD_LINE,
            'max-sm:h-auto max-sm:p-0 max-sm:first:ps-0 max-sm:last:pe-0',
            column.isHiddenOnPhone && 'max-sm:hidden',
          )}
        >
          {place === 0 && href ? (
            // The whole row is the link's ground; what else can be pressed in it lies above.
            <IntentLink
              href={href}
              className="rounded-item outline-offset-4 after:absolute after:inset-0 hover:underline"
            >
              <CellContent row={row} column={column} />
            </IntentLink>
          ) : (
            <CellContent row={row} column={column} />
          )}
        </td>
      ))}
      {getRowActions && (
        <td
          {...TABLE_ROLES.cell}
          className={classNames(
            'z-10 w-px py-1 pe-2 text-end max-sm:absolute max-sm:end-2 max-sm:top-2 max-sm:w-auto max-sm:p-0',
            // In sight also where the columns are wider than the page; opaque, with the row's own colour on it.
            'sm:sticky sm:end-0 sm:bg-surface',
            href && 'sm:before:absolute sm:before:inset-0 sm:before:-z-10 sm:in-[tr:hover]:before:bg-hover/60',
          )}
        >
          <Menu
            label={t('rowActions', { name })}
            trigger={<IconButton size="small" label={t('rowActions', { name })} icon={<Ellipsis />} />}
            entries={getRowActions(row)}
          />
        </td>
      )}
    </tr>
  )
}

/** On a phone each cell is a line with the column's name in front. */
const CARD_LINE =
  'max-sm:flex max-sm:min-h-7 max-sm:items-center max-sm:justify-between max-sm:gap-4 max-sm:text-end max-sm:before:shrink-0 max-sm:before:text-quiet max-sm:before:content-[attr(data-label)]'

function CellContent<Row>({ row, column }: { row: Row; column: TableColumn<Row> }) {
  if (column.cell) return column.cell(row)
  const value = column.value(row)
  if (value === null || value === undefined || value === '') return <span className="text-quiet">–</span>
  return (
    <span className={classNames('block max-w-80 truncate', column.isMono && 'font-mono')} data-tip={value}>
      {value}
    </span>
  )
}
