'use client'

import { useLocale } from 'next-intl'
import { formatExactTime, formatRelativeTime } from '#lib/format.ts'
import { useTimeText } from './clock.tsx'

/** "3 minutes ago", kept up to date; the exact time in the reader's zone on hover. `at` is an ISO time. */
export function RelativeTime({ at }: { at: string }) {
  const locale = useLocale()
  const atMs = Date.parse(at)
  const text = useTimeText(({ nowMs }) => {
    // What happened since the clock's last tick is no future.
    const hasHappened = atMs > nowMs && atMs <= Date.now()
    return formatRelativeTime({ atMs, nowMs: hasHappened ? atMs : nowMs }, locale)
  })
  const exact = useTimeText(({ timeZone }) => formatExactTime({ atMs, timeZone }, locale))
  return (
    // Server and browser may know different versions of a language's time formats.
    <time dateTime={at} data-tip={exact} suppressHydrationWarning>
      {text}
    </time>
  )
}

/** Date and time to the second, in the reader's zone as soon as the browser has said which. */
export function ExactTime({ at }: { at: string }) {
  const locale = useLocale()
  const text = useTimeText(({ timeZone }) => formatExactTime({ atMs: Date.parse(at), timeZone }, locale))
  return (
    <time dateTime={at} suppressHydrationWarning>
      {text}
    </time>
  )
}
