import type { Entry } from '#lib/files/protocol/entries.ts'

/** What every view of a file gets. */
export interface PreviewViewProps {
  path: string
  entry: Entry
  /** For people. */
  name: string
  /** Something was written that is saved nowhere but in this tab. */
  onDirty: (isDirty: boolean) => void
}
