'use client'

import { useRouter } from 'next/navigation'
import { type ComponentProps, type MouseEvent, startTransition } from 'react'

/** A click that the browser handles better: in a new tab, a new window, or as a download. */
function isForBrowser(event: MouseEvent<HTMLAnchorElement>): boolean {
  const { metaKey, ctrlKey, shiftKey, altKey, button } = event
  const { target } = event.currentTarget
  return metaKey || ctrlKey || shiftKey || altKey || button !== 0 || (target !== '' && target !== '_self')
}

/**
 * A link inside the portal that is fetched ahead when somebody reaches for it. Next.js' own would do so for every link in
 * view, each page view costing the server a dozen more, and brings 4 KB for addresses of kinds that the portal has not.
 */
export function IntentLink({
  href,
  onClick,
  onPointerEnter,
  onFocus,
  children,
  ...rest
}: ComponentProps<'a'> & { href: string }) {
  const router = useRouter()
  const prefetch = () => router.prefetch(href)
  return (
    <a
      {...rest}
      href={href}
      onPointerEnter={(event) => {
        prefetch()
        onPointerEnter?.(event)
      }}
      onFocus={(event) => {
        prefetch()
        onFocus?.(event)
      }}
      onClick={(event) => {
        onClick?.(event)
        if (event.defaultPrevented || isForBrowser(event)) return
        event.preventDefault()
        startTransition(() => router.push(href))
      }}
    >
      {children}
    </a>
  )
}
