'use client'

import { useTranslations } from 'next-intl'
import { type DragEvent, type ReactNode, useEffect, useRef } from 'react'
import type { Entry } from '#lib/files/protocol/entries.ts'
import { joinPath } from '#lib/files/protocol/wire-path.ts'
import type { BrowseState } from './browse-state.ts'
import { useDropTarget } from './dragged-files.ts'
import { FileRow } from './file-row.tsx'
import { FileTile } from './file-tile.tsx'
import { findPlace } from './find-place.ts'
import { GRID_ROLES, toItemRole } from './grid-roles.ts'
import { ListHead } from './list-head.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { isChosen, type Selection } from './selection.ts'
import type { Folder } from './use-folder.ts'
import { useListKeys } from './use-list-keys.ts'
import { useListRows } from './use-list-rows.ts'
import { useLongPress } from './use-long-press.ts'
import { PHONE, useMedia } from './use-media.ts'

export interface Point {
  x: number
  y: number
}

/** One row or tile. */
export interface ItemProps {
  entry: Entry | undefined
  place: number
  folderPath: string
  href: string
  isChosen: boolean
  isActive: boolean
  isCut: boolean
  isRenaming: boolean
  top: number
  heightPx: number
  onOpen: (entry: Entry) => void
  onToggle: (entry: Entry, place: number) => void
  onMenu: (point: Point, place: number, isByKey?: boolean) => void
  onRenamed: (name: string | null) => void
  onDragStart: (event: DragEvent, entry: Entry, place: number) => void
}

export interface FileListProps {
  label: string
  state: BrowseState
  folder: Folder
  selection: Selection
  /** By the name of the wire; the item's path. */
  isCut: (path: string) => boolean
  renaming: string | null
  getHref: (entry: Entry) => string
  onSort: (sort: BrowseState['sort']) => void
  onOpen: (entry: Entry) => void
  onChoose: (place: number, how: 'one' | 'toggle' | 'range' | 'active') => void
  onChooseAll: (isAll: boolean) => void
  onMenu: (point: Point, place: number | null, isByKey?: boolean) => void
  onRenamed: (entry: Entry, name: string | null) => void
  onDragStart: (event: DragEvent, entry: Entry, place: number) => void
  onKey: (key: ListCommand) => void
  /** In place of the rows. */
  empty: ReactNode
}

/** What keys ask for, besides choosing. */
export type ListCommand =
  | 'open'
  | 'rename'
  | 'delete'
  | 'delete-for-good'
  | 'copy'
  | 'cut'
  | 'undo'
  | 'up'
  | 'none'
  | 'all'

/** A folder of any length: only the rows in view are drawn, and their pages are asked for. */
export function FileList(props: FileListProps) {
  const { state, folder, selection, label } = props
  const t = useTranslations('files.list')
  const isPhone = useMedia(PHONE)
  const scroller = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const isGrid = state.view === 'grid'
  const total = folder.total ?? 0
  const { rows, rowPx, columns, keepScroll } = useListRows({
    scroller,
    path: state.path,
    isGrid,
    isPhone,
    total,
    active: selection.active,
    setRange: folder.setRange,
  })

  const showPlace = (place: number, isFocused = true) => {
    rows.scrollToIndex(Math.floor(place / columns))
    if (isFocused) wantsFocus.current = place
  }
  const wantsFocus = useRef<number | null>(null)
  useEffect(() => {
    const place = wantsFocus.current
    if (place === null) return
    const item = grid.current?.querySelector<HTMLElement>(`[data-place="${place}"]`)
    if (!item) return
    wantsFocus.current = null
    item.focus({ preventScroll: true })
  })
  // What the address or a search marks is brought into view without taking the focus from where it is.
  const shown = useRef(selection.active)
  useEffect(() => {
    if (shown.current === selection.active) return
    shown.current = selection.active
    if (wantsFocus.current === null && !grid.current?.contains(document.activeElement))
      showPlace(selection.active, false)
  })

  const onKeyDown = useListKeys({
    ...props,
    columns,
    pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowPx) - 1),
    showPlace,
    openMenu: () => {
      const item = grid.current?.querySelector<HTMLElement>(`[data-place="${selection.active}"]`)
      const box = item?.getBoundingClientRect()
      if (box) props.onMenu({ x: box.left + 48, y: box.bottom }, selection.active, true)
    },
  })
  const press = useLongPress((point, place) => props.onMenu(point, place))
  const drop = useDropTarget(state.path)

  const toItem = (place: number, top: number): ItemProps & { key: number } => {
    const entry = folder.getEntry(place)
    return {
      key: place,
      entry,
      place,
      folderPath: state.path,
      href: entry ? props.getHref(entry) : '',
      isChosen: entry !== undefined && isChosen(selection, entry.name),
      isActive: place === selection.active,
      isCut: entry !== undefined && props.isCut(joinPath(state.path, entry.name)),
      isRenaming: entry !== undefined && props.renaming === entry.name,
      top,
      heightPx: rowPx,
      onOpen: props.onOpen,
      onToggle: (_entry, at) => props.onChoose(at, 'toggle'),
      onMenu: props.onMenu,
      onRenamed: (name) => {
        if (entry) props.onRenamed(entry, name)
        wantsFocus.current = place
      },
      onDragStart: props.onDragStart,
    }
  }
  const isEmpty = folder.total === 0
  const isLoading = folder.total === null && folder.problem === null
  return (
    <div
      ref={scroller}
      {...drop.handlers}
      onScroll={keepScroll}
      onContextMenu={(event) => {
        const place = findPlace(event)
        if (event.target instanceof HTMLInputElement && event.target.type === 'text') return
        event.preventDefault()
        if (!press.wasLong()) props.onMenu({ x: event.clientX, y: event.clientY }, place)
      }}
      className={`relative min-h-0 grow overflow-auto overscroll-contain ${drop.isOver ? 'bg-accent-soft/40' : ''}`}
    >
      <div
        ref={grid}
        role="grid"
        // The row that has the keyboard takes the focus; this only where there is none.
        tabIndex={-1}
        aria-label={label}
        aria-multiselectable
        aria-rowcount={isGrid ? rows.options.count : total + 1}
        aria-colcount={isGrid ? columns : 6}
        aria-busy={folder.total === null || undefined}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          if (event.target instanceof HTMLInputElement) return
          const place = findPlace(event)
          if (place === null) props.onKey('none')
          else if (press.wasLong()) return
          else props.onChoose(place, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'one')
        }}
        onDoubleClick={(event) => {
          const place = findPlace(event)
          const entry = place === null ? undefined : folder.getEntry(place)
          if (entry && props.renaming === null) props.onOpen(entry)
        }}
        onFocus={(event) => {
          const place = findPlace(event)
          if (place !== null && place !== selection.active) props.onChoose(place, 'active')
        }}
        {...press.handlers}
        className="min-h-full"
      >
        <ListHead
          state={state}
          isHidden={isGrid || isPhone}
          isAll={selection.isAll && selection.names.size === 0 && total > 0}
          onSort={props.onSort}
          onChooseAll={props.onChooseAll}
        />
        {isLoading && <ListSkeleton />}
        {isEmpty ? (
          <div {...toItemRole('row', true)} aria-rowindex={2} className="outline-offset-[-2px]">
            <div {...GRID_ROLES.cell} aria-colspan={6}>
              {props.empty}
            </div>
          </div>
        ) : (
          <div {...GRID_ROLES.rowGroup} className="relative" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index, start }) =>
              isGrid ? (
                <div
                  key={index}
                  {...GRID_ROLES.row}
                  aria-rowindex={index + 1}
                  style={{ transform: `translateY(${start}px)`, height: rowPx }}
                  className="absolute inset-x-0 top-0 flex px-1"
                >
                  {Array.from({ length: columns }, (_, column) => index * columns + column).map((place) => {
                    if (place >= total) return <span key={place} {...GRID_ROLES.cell} className="m-1 grow basis-0" />
                    const { key, ...item } = toItem(place, start)
                    return <FileTile key={key} {...item} />
                  })}
                </div>
              ) : (
                (({ key, ...item }) => <FileRow key={key} {...item} />)(toItem(index, start))
              ),
            )}
          </div>
        )}
      </div>
      <span className="sr-only" aria-live="polite">
        {folder.total === null ? t('loading') : ''}
      </span>
    </div>
  )
}
