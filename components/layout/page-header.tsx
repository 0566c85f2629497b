import type { ReactNode } from 'react'

interface PageHeaderProps {
  title: string
  /** One line that says what this is for. */
  description?: ReactNode
  /** The one primary action of the page. */
  action?: ReactNode
  /** Beside the title: a state, a role. */
  badge?: ReactNode
}

export function PageHeader({ title, description, action, badge }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 grow basis-72">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-page font-semibold tracking-tight break-words">{title}</h1>
          {badge}
        </div>
        {description && <p className="mt-1 max-w-text text-pretty text-quiet">{description}</p>}
      </div>
      {action && <div className="flex max-w-full shrink-0 flex-wrap items-center gap-2">{action}</div>}
    </header>
  )
}
