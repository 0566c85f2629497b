export interface VisibleRange {
  first: number
  /** Exclusive. */
  end: number
}

interface RowsInSight {
  scrollPx: number
  heightPx: number
  rowPx: number
  count: number
}

/** Rows beyond the edges that are drawn anyway, so that quick scrolling meets no gap. */
const AHEAD = 8

export function getVisibleRows({ scrollPx, heightPx, rowPx, count }: RowsInSight): VisibleRange {
  const first = Math.max(0, Math.min(count, Math.floor(scrollPx / rowPx) - AHEAD))
  return { first, end: Math.min(count, Math.ceil((scrollPx + heightPx) / rowPx) + AHEAD) }
}

/** The same for columns of different widths; `starts` says where each begins, and last where all end. */
export function getVisibleColumns(
  starts: readonly number[],
  sight: { scrollPx: number; widthPx: number },
): VisibleRange {
  const count = Math.max(0, starts.length - 1)
  const from = starts.findIndex((_, column) => (starts[column + 1] ?? Infinity) > sight.scrollPx)
  const past = starts.findIndex((start) => start >= sight.scrollPx + sight.widthPx)
  return { first: Math.max(0, Math.min(from, count) - 1), end: past < 0 ? count : Math.min(count, past + 1) }
}
