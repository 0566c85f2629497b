import { useEffect, useRef, useState } from 'react'
import type { TableBodyProps } from './table-body.tsx'
import { TABLE_ROLES } from './table-roles.ts'
import { TableRow } from './table-row.tsx'

const CHUNK_ROWS = 50
const ROW_PX = 41
/** How far outside the window rows are drawn, so that scrolling never meets an empty place. */
const MARGIN = '1200px 0px'

/**
 * Draws the rows near the window and keeps the height of the others, in groups, so that tens of thousands scroll with
 * the page. Rows may have any height: a group that leaves is replaced by one of the same height.
 */
export function LongTableBody<Row>({ rows, ...props }: TableBodyProps<Row>) {
  const chunks = Array.from({ length: Math.ceil(rows.length / CHUNK_ROWS) }, (_, chunk) => chunk * CHUNK_ROWS)
  return chunks.map((first) => (
    <Chunk key={first} {...props} rows={rows.slice(first, first + CHUNK_ROWS)} first={first} />
  ))
}

function Chunk<Row>({ rows, first, getRowId, ...props }: TableBodyProps<Row> & { first: number }) {
  const ref = useRef<HTMLTableSectionElement>(null)
  const [isNear, setIsNear] = useState(first === 0)
  const [kept, setKept] = useState<{ heightPx: number; count: number } | null>(null)
  const { length: count } = rows
  useEffect(() => {
    const body = ref.current
    if (!body) return
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1)
        if (!entry) return
        if (!entry.isIntersecting) setKept({ heightPx: entry.boundingClientRect.height, count })
        setIsNear(entry.isIntersecting)
      },
      { rootMargin: MARGIN },
    )
    observer.observe(body)
    return () => observer.disconnect()
  }, [count])
  const heightPx = kept?.count === count ? kept.heightPx : count * ROW_PX
  return (
    <tbody ref={ref} {...TABLE_ROLES.rowGroup} className="max-sm:block">
      {isNear ? (
        rows.map((row, place) => <TableRow key={getRowId(row)} {...props} row={row} index={first + place} />)
      ) : (
        <tr aria-hidden>
          {/* An attribute, because the security policy forbids style attributes in HTML from the server. */}
          <td aria-hidden colSpan={100} height={Math.round(heightPx)} />
        </tr>
      )}
    </tbody>
  )
}
