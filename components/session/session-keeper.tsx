'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useSyncExternalStore } from 'react'
import { SessionBanner } from '#components/feedback/session-banner.tsx'
import { routes } from '#lib/routes.ts'
import { getCurrentSession, getKnownSession, startCurrentSession, subscribeToSession } from './current-session.ts'
import type { SessionTimes } from './session-message.ts'

const NOTICEABLE_MS = 60_000

/** Keeps the session alive while somebody works, and says when it is about to end. Once per page, among the banners. */
export function SessionKeeper({ endsInMs, refreshInMs }: SessionTimes) {
  const session = useSyncExternalStore(subscribeToSession, getKnownSession, () => null)
  const pathname = usePathname()
  const search = useSearchParams().toString()
  const here = search ? `${pathname}?${search}` : pathname
  // A page that is made anew brings newer times: the renewals go on from those.
  useEffect(() => startCurrentSession({ endsInMs, refreshInMs }), [endsInMs, refreshInMs])
  if (!session) return null
  const stay = async () => {
    await getCurrentSession()?.renew()
    const endsAtMs = getKnownSession()?.endsAtMs ?? 0
    // Eight hours are eight hours: only a new sign-in makes more of them, and the provider still knows the person.
    if (endsAtMs < session.endsAtMs + NOTICEABLE_MS) window.location.assign(routes.api.startSignIn(here))
  }
  return (
    <SessionBanner endsAt={new Date(session.endsAtMs).toISOString()} onStay={stay} signInHref={routes.signIn(here)} />
  )
}
