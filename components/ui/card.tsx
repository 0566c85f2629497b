import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

interface CardProps {
  title?: string
  description?: ReactNode
  /** At the right of the title. */
  actions?: ReactNode
  /** Level of the title: 2 on a page, 3 inside a section. */
  level?: 2 | 3
  /** `danger` frames what cannot be undone. */
  tone?: 'neutral' | 'danger'
  /** For a table or a list that goes from edge to edge. */
  isFlush?: boolean
  footer?: ReactNode
  children?: ReactNode
}

export function Card({ title, description, actions, level = 2, tone, isFlush = false, footer, children }: CardProps) {
  const Title = level === 2 ? 'h2' : 'h3'
  return (
    <section
      aria-label={title}
      className={classNames('rounded-box border bg-surface', tone === 'danger' ? 'border-danger' : 'border-line')}
    >
      {title && (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-4 sm:px-5 only:pb-4">
          <div className="min-w-0 grow basis-60">
            <Title className="font-semibold">{title}</Title>
            {description && <p className="mt-0.5 max-w-text text-table text-pretty text-quiet">{description}</p>}
          </div>
          {actions && <div className="flex shrink-0 flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      {children && <div className={isFlush ? (title ? 'mt-3' : undefined) : 'p-4 sm:px-5'}>{children}</div>}
      {footer && (
        <footer className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-3 text-table text-quiet sm:px-5">
          {footer}
        </footer>
      )}
    </section>
  )
}
