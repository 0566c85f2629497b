import type { ReactNode } from 'react'
import type { CellValue } from './table-rows.ts'

export interface TableColumn<Row> {
  /** Stands in addresses: short, letters only. */
  id: string
  header: string
  /** For a column of buttons, which say themselves what they do: its header is only read aloud. */
  isHeaderHidden?: boolean
  /** What the column sorts by, and, where it is a text, what the filter looks through. */
  value: (row: Row) => CellValue
  /** How it looks; without it the value itself is shown. */
  cell?: (row: Row) => ReactNode
  /** `end` for numbers: they are compared from the right, and sorted from the largest. */
  align?: 'start' | 'end'
  isSortable?: boolean
  /** The first column cannot be hidden anyway. */
  canHide?: boolean
  isHiddenAtFirst?: boolean
  /** Left out of the cards that rows become on a phone. */
  isHiddenOnPhone?: boolean
  /** For names that machines read too. */
  isMono?: boolean
  /** Width as a class ("w-64"); columns without one share what is left. */
  width?: string
}
