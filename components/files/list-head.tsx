'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { classNames } from '#components/ui/class-names.ts'
import type { SortKey } from '#lib/files/protocol/entries.ts'
import type { BrowseState } from './browse-state.ts'
import { GRID_ROLES } from './grid-roles.ts'
import { ROW_COLUMNS } from './file-row.tsx'

interface ListHeadProps {
  state: BrowseState
  /** Kept for screen readers, as in the grid and on phones, where a menu sorts. */
  isHidden: boolean
  isAll: boolean
  onSort: (sort: SortKey) => void
  onChooseAll: (isAll: boolean) => void
}

const COLUMNS: { id: SortKey; isEnd?: boolean }[] = [
  { id: 'name' },
  { id: 'size', isEnd: true },
  { id: 'changed' },
  { id: 'kind' },
]

export function ListHead({ state, isHidden, isAll, onSort, onChooseAll }: ListHeadProps) {
  const t = useTranslations('files.list')
  if (isHidden) return null
  return (
    <div {...GRID_ROLES.rowGroup} className="sticky top-0 z-10 border-b border-line bg-surface text-table">
      <div {...GRID_ROLES.row} aria-rowindex={1} className={classNames(ROW_COLUMNS, 'h-[35px]')}>
        <span {...GRID_ROLES.columnHeader} className="grid size-9 place-items-center">
          <input
            type="checkbox"
            aria-label={t('chooseAll')}
            checked={isAll}
            onChange={(event) => onChooseAll(event.target.checked)}
            className="size-4 cursor-pointer accent-accent"
          />
        </span>
        {COLUMNS.map(({ id, isEnd }) => {
          const isSorted = state.sort === id
          const Arrow = state.isDescending ? ArrowDown : ArrowUp
          return (
            <span
              key={id}
              {...GRID_ROLES.columnHeader}
              aria-sort={isSorted ? (state.isDescending ? 'descending' : 'ascending') : undefined}
              className={classNames('flex', isEnd && 'justify-end pe-4')}
            >
              <button
                type="button"
                onClick={() => onSort(id)}
                className={classNames(
                  '-mx-1.5 inline-flex h-7 items-center gap-1 rounded-item px-1.5 font-medium hover:bg-hover hover:text-ink',
                  isSorted ? 'text-ink' : 'text-quiet',
                  isEnd && 'flex-row-reverse',
                )}
              >
                {t(`columns.${id}`)}
                <Arrow aria-hidden className={classNames('size-3.5', !isSorted && 'opacity-0')} />
              </button>
            </span>
          )
        })}
        <span {...GRID_ROLES.columnHeader}>
          <span className="sr-only">{t('columns.actions')}</span>
        </span>
      </div>
    </div>
  )
}
