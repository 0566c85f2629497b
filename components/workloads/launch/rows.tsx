'use client'

import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import { IconButton } from '#components/ui/icon-button.tsx'

interface RowProps {
  /** What the row is, for screen readers: "Variable 2". */
  label: string
  isFirst: boolean
  removeLabel: string
  onRemove: () => void
  /** Columns from 640 px on, as a class. */
  columns: string
  /** Below the cells. */
  below?: ReactNode
  children: ReactNode
}

/** One of several things of a kind; on a phone its cells lie below each other. */
export function Row({ label, isFirst, removeLabel, onRemove, columns, below, children }: RowProps) {
  return (
    <fieldset className="grid min-w-0 gap-2 border-line max-sm:border-t max-sm:pt-3 max-sm:first:border-t-0 max-sm:first:pt-0">
      <legend className="sr-only">{label}</legend>
      <div className={classNames('grid items-start gap-2', columns)}>
        {children}
        <div className={classNames('max-sm:justify-self-end', isFirst && 'sm:pt-6')}>
          <IconButton variant="ghost" label={removeLabel} icon={<Trash2 />} onClick={onRemove} />
        </div>
      </div>
      {below}
    </fieldset>
  )
}

/** What can be added below a table of rows. */
export function RowActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2">{children}</div>
}
