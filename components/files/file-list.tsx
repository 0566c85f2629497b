'use client'

import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useTranslations } from 'next-intl'
import { type DragEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Skeleton } from '#components/feedback/skeleton.tsx'
import type { Entry } from '#lib/files/protocol/entries.ts'
import { joinPath } from '#lib/files/protocol/wire-path.ts'
import type { BrowseState } from './browse-state.ts'
import { useDropTarget } from './dragged-files.ts'
import { FileRow } from './file-row.tsx'
import { FileTile } from './file-tile.tsx'
import { ListHead } from './list-head.tsx'
import { isChosen, type Selection } from './selection.ts'
import type { Folder } from './use-folder.ts'
import { useListKeys } from './use-list-keys.ts'
import { GRID_ROLES, toItemRole } from './grid-roles.ts'
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
  onMenu: (point: Point, place: number) => void
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
  onMenu: (point: Point, place: number | null) => void
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

const ROW_PX = { phone: 56, wide: 40 }
const TILE_PX = 136
const TILE_WIDTH_PX = 148
const HEAD_PX = 36
const LONG_PRESS_MS = 500

/** Where somebody was in a folder, so that going back leads there. */
const scrolledPx = new Map<string, number>()

/** A folder of any length: only the rows in view are drawn, and their pages are asked for. */
export function FileList(props: FileListProps) {
  const { state, folder, selection, label } = props
  const t = useTranslations('files.list')
  const isPhone = useMedia(PHONE)
  const scroller = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const [widthPx, setWidthPx] = useState(0)
  const isGrid = state.view === 'grid'
  const columns = isGrid ? Math.max(2, Math.floor(widthPx / TILE_WIDTH_PX)) : 1
  const total = folder.total ?? 0
  const rowPx = isGrid ? TILE_PX : isPhone ? ROW_PX.phone : ROW_PX.wide
  const headPx = isGrid || isPhone ? 0 : HEAD_PX
  const activeRow = Math.floor(selection.active / columns)
  const rows = useVirtualizer({
    count: Math.ceil(total / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollPaddingStart: headPx,
    initialOffset: () => scrolledPx.get(state.path) ?? 0,
    // The row that has the keyboard stays, however far somebody scrolls: the focus must not fall off the page.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(activeRow, range.count - 1)])]
        .filter((row) => row >= 0)
        .toSorted((a, b) => a - b),
  })
  const { measure } = rows
  useEffect(() => measure(), [measure, rowPx, columns])
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidthPx(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const { startIndex, endIndex } = rows.range ?? { startIndex: 0, endIndex: 0 }
  const { setRange } = folder
  useEffect(() => {
    setRange({ first: startIndex * columns, last: Math.max(0, Math.min(total - 1, (endIndex + 1) * columns - 1)) })
  }, [setRange, startIndex, endIndex, columns, total])

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
      if (box) props.onMenu({ x: box.left + 48, y: box.bottom }, selection.active)
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
      onScroll={(event) => scrolledPx.set(state.path, event.currentTarget.scrollTop)}
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

/** While nobody knows how many there are. */
function ListSkeleton() {
  return (
    <div {...GRID_ROLES.row}>
      <div {...GRID_ROLES.cell}>
        {[48, 36, 60, 40, 52, 32, 44, 56].map((width) => (
          <div key={width} className="flex h-10 items-center gap-3 border-b border-line px-11 max-sm:h-14">
            <Skeleton className={width > 44 ? 'h-3.5 w-64 max-w-full' : 'h-3.5 w-40 max-w-full'} />
          </div>
        ))}
      </div>
    </div>
  )
}

function findPlace({ target }: { target: EventTarget }): number | null {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null
  return item ? Number(item.dataset.place) : null
}

/** iOS has no event for it, and others have one that comes as well. */
function useLongPress(open: (point: Point, place: number | null) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const openedAtMs = useRef(0)
  const end = () => clearTimeout(timer.current)
  return {
    wasLong: () => Date.now() - openedAtMs.current < 1000,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        end()
        if (event.pointerType !== 'touch') return
        const point = { x: event.clientX, y: event.clientY }
        const place = findPlace(event)
        timer.current = setTimeout(() => {
          openedAtMs.current = Date.now()
          open(point, place)
        }, LONG_PRESS_MS)
      },
      onPointerMove: (event: PointerEvent) => {
        if (Math.abs(event.movementX) + Math.abs(event.movementY) > 4) end()
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  }
}
