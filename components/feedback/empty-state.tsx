import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon?: ReactNode
  /** What is not there: "No volumes yet". */
  title: string
  /** What it would be for, and how it gets here. */
  text?: ReactNode
  /** The button or link that does it. */
  action?: ReactNode
}

/** Nothing is there yet, or nothing fits the filter: it says what to do. */
export function EmptyState({ icon, title, text, action }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-1 px-4 py-10 text-center">
      {icon && (
        <span
          aria-hidden
          className="mb-2 grid size-10 place-items-center rounded-full bg-sunken text-quiet [&_svg]:size-5"
        >
          {icon}
        </span>
      )}
      <p className="font-semibold">{title}</p>
      {text && <p className="max-w-96 text-pretty text-quiet">{text}</p>}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
