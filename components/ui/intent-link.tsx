'use client'

import { useRouter } from 'next/navigation'
import { type ComponentProps, startTransition } from 'react'
import { isForBrowser } from './is-for-browser.ts'

function hasOtherTarget({ target }: HTMLAnchorElement): boolean {
  return target !== '' && target !== '_self'
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
        if (event.defaultPrevented || isForBrowser(event) || hasOtherTarget(event.currentTarget)) return
        event.preventDefault()
        startTransition(() => router.push(href))
      }}
    >
      {children}
    </a>
  )
}
