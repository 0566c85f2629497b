import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, type UIEvent, useEffect, useState } from 'react'
import type { Folder } from './use-folder.ts'

const ROW_PX = { phone: 56, wide: 40 }
const TILE_PX = 136
const TILE_WIDTH_PX = 148
const HEAD_PX = 36

/** Where somebody was in a folder, so that going back leads there. */
const scrolledPx = new Map<string, number>()

interface ListRowsOptions {
  scroller: RefObject<HTMLDivElement | null>
  path: string
  isGrid: boolean
  isPhone: boolean
  total: number
  /** The place that has the keyboard. */
  active: number
  setRange: Folder['setRange']
}

/** Which rows are in view and where they lie; the pages that they need are asked for. */
export function useListRows({ scroller, path, isGrid, isPhone, total, active, setRange }: ListRowsOptions) {
  const [widthPx, setWidthPx] = useState(0)
  const columns = isGrid ? Math.max(2, Math.floor(widthPx / TILE_WIDTH_PX)) : 1
  const rowPx = isGrid ? TILE_PX : isPhone ? ROW_PX.phone : ROW_PX.wide
  const headPx = isGrid || isPhone ? 0 : HEAD_PX
  const activeRow = Math.floor(active / columns)
  const rows = useVirtualizer({
    count: Math.ceil(total / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollPaddingStart: headPx,
    initialOffset: () => scrolledPx.get(path) ?? 0,
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
  }, [scroller])

  const { startIndex, endIndex } = rows.range ?? { startIndex: 0, endIndex: 0 }
  useEffect(() => {
    setRange({ first: startIndex * columns, last: Math.max(0, Math.min(total - 1, (endIndex + 1) * columns - 1)) })
  }, [setRange, startIndex, endIndex, columns, total])

  const keepScroll = (event: UIEvent<HTMLElement>) => scrolledPx.set(path, event.currentTarget.scrollTop)
  return { rows, rowPx, columns, keepScroll }
}
