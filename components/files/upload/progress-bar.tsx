import { classNames } from '#components/ui/class-names.ts'

interface ProgressBarProps {
  /** Read aloud. */
  label: string
  doneBytes: number
  totalBytes: number
  isQuiet?: boolean
}

export function ProgressBar({ label, doneBytes, totalBytes, isQuiet = false }: ProgressBarProps) {
  const percent = totalBytes > 0 ? Math.min(100, (doneBytes / totalBytes) * 100) : 0
  return (
    <div className="min-w-0">
      <progress className="sr-only" aria-label={label} max={100} value={Math.floor(percent)} />
      <svg aria-hidden className={classNames('block w-full overflow-hidden rounded-full', isQuiet ? 'h-1' : 'h-1.5')}>
        <rect width="100%" height="100%" className="fill-hover" />
        <rect width={`${percent}%`} height="100%" className="fill-accent" />
      </svg>
    </div>
  )
}
