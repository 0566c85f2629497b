'use client'

import { ArrowDownUp, Columns3, Search } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu, type MenuEntry } from '#components/ui/menu.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { useShortcut } from '#components/ui/use-shortcut.ts'
import { formatCount } from '#lib/format.ts'
import type { TableColumn } from './table-column.ts'
import type { TableState } from './table-state.ts'
import type { useTableState } from './use-table-state.ts'

interface TableToolbarProps<Row> {
  label: string
  total: number
  columns: readonly TableColumn<Row>[]
  state: TableState
  address: ReturnType<typeof useTableState>
  children?: ReactNode
}

/** Filter, count, more filters, and what is shown. */
export function TableToolbar<Row>({ label, total, columns, state, address, children }: TableToolbarProps<Row>) {
  const t = useTranslations('ui.table')
  const locale = useLocale()
  const inputRef = useRef<HTMLInputElement>(null)
  const isAwake = useRef(false)
  // What somebody typed before the page woke up stands in the field, and React was not there to hear of it.
  useEffect(() => {
    if (isAwake.current) return
    isAwake.current = true
    const typed = inputRef.current?.value ?? ''
    if (typed !== state.search) address.search(typed)
  })
  useShortcut('/', () => inputRef.current?.focus())
  const isSortable = columns.some((column) => column.isSortable !== false)
  const hideable = columns.slice(1).filter(({ canHide }) => canHide !== false)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="relative grow basis-40 sm:max-w-72">
        <TextInput
          ref={inputRef}
          type="search"
          icon={<Search />}
          aria-label={t('filterOf', { label })}
          aria-keyshortcuts="/"
          placeholder={t('filter')}
          value={state.search}
          onChange={(event) => address.search(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            if (state.search === '') event.currentTarget.blur()
            else address.change({ search: '', page: 1 })
          }}
          className="[&::-webkit-search-cancel-button]:hidden"
        />
      </div>
      {children}
      <output aria-live="polite" className="ms-auto px-1 text-table whitespace-nowrap text-quiet">
        {t('count', { count: total, shown: formatCount(total, locale) })}
      </output>
      {isSortable && (
        <div className="sm:hidden">
          <Menu
            label={t('sort')}
            trigger={<IconButton variant="secondary" label={t('sort')} icon={<ArrowDownUp />} />}
            entries={listSortEntries({
              columns,
              state,
              address,
              texts: { by: t('sortBy'), up: t('sortedUp'), down: t('sortedDown'), direction: t('sortDirection') },
            })}
          />
        </div>
      )}
      {hideable.length > 0 && (
        <div className="max-sm:hidden">
          <Menu
            label={t('columns')}
            trigger={<Button icon={<Columns3 />}>{t('columns')}</Button>}
            entries={hideable.map((column) => ({
              kind: 'check',
              id: column.id,
              label: column.header,
              isChecked: state.columns.includes(column.id),
              onChange: (isChecked) =>
                address.change({ columns: toggleColumn(columns, state, { id: column.id, isChecked }) }),
            }))}
          />
        </div>
      )}
    </div>
  )
}

function toggleColumn<Row>(
  columns: readonly TableColumn<Row>[],
  { columns: shown }: TableState,
  { id, isChecked }: { id: string; isChecked: boolean },
): string[] {
  return columns.map((column) => column.id).filter((one) => (one === id ? isChecked : shown.includes(one)))
}

interface SortEntryOptions<Row> extends Pick<TableToolbarProps<Row>, 'columns' | 'state' | 'address'> {
  texts: { by: string; direction: string; up: string; down: string }
}

function listSortEntries<Row>({ columns, state, address, texts }: SortEntryOptions<Row>): MenuEntry[] {
  const { sort } = state
  return [
    {
      kind: 'choice',
      id: 'column',
      label: texts.by,
      value: sort?.column ?? '',
      options: columns
        .filter(({ isSortable }) => isSortable !== false)
        .map(({ id, header }) => ({ value: id, label: header })),
      onChange: (column) => address.change({ sort: { column, isDescending: sort?.isDescending ?? false }, page: 1 }),
    },
    { kind: 'separator', id: 'separator' },
    {
      kind: 'choice',
      id: 'direction',
      label: texts.direction,
      value: sort?.isDescending ? 'down' : 'up',
      options: [
        { value: 'up', label: texts.up },
        { value: 'down', label: texts.down },
      ],
      onChange: (direction) =>
        address.change({
          sort: { column: sort?.column ?? columns[0]?.id ?? '', isDescending: direction === 'down' },
          page: 1,
        }),
    },
  ]
}
