'use client'

import { Part } from '#components/ui/part.tsx'
import type { Entry } from '#lib/files/protocol/entries.ts'

export interface PreviewSheetProps {
  /** Of the wire. */
  path: string
  entry: Entry
  onClose: () => void
  /** The next or the previous entry of the list behind; without it there is nowhere to step to. */
  onStep?: (by: 1 | -1) => void
}

const loadWindow = () => import('./preview-window.tsx')

/** Shows one entry over the page: what is in it, or what is known of it. */
export function PreviewSheet(props: PreviewSheetProps) {
  return <Part load={loadWindow} {...props} />
}
