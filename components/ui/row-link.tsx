'use client'

import type { MouseEvent, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { isForBrowser } from './is-for-browser.ts'
import { useShallowQuery } from './use-shallow-query.ts'

interface RowLinkProps {
  /** What of the address says that it is open. */
  query: Record<string, string | null>
  className?: string
  children: ReactNode
}

/**
 * Opens what is known of a row's object, on the same page; a link all the same, for a new tab or to be shared. The whole
 * row is its ground; what else can be pressed there lies above.
 */
export function RowLink({ query, className, children }: RowLinkProps) {
  const { getHref, go } = useShallowQuery()
  const open = (event: MouseEvent) => {
    if (isForBrowser(event)) return
    event.preventDefault()
    go(query)
  }
  return (
    <a
      href={getHref(query)}
      onClick={open}
      className={classNames(
        'min-w-0 truncate rounded-item outline-offset-4 after:absolute after:inset-0 hover:underline',
        className,
      )}
    >
      {children}
    </a>
  )
}
