'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import { Banner } from './banner.tsx'
import { getSessionPhase, type SessionPhase } from './session-phase.ts'

interface SessionBannerProps {
  /** When the session ends, as an ISO time. */
  endsAt: string
  /** Makes it last longer; the new end comes back as `endsAt`. */
  onStay: () => Promise<void>
  /** The sign-in page that leads back to this one. */
  signInHref: string
}

/** Two minutes before the end it offers to stay; after the end it leads to sign-in and back. */
export function SessionBanner({ endsAt, onStay, signInHref }: SessionBannerProps) {
  const t = useTranslations('states.session')
  const [phase, setPhase] = useState<SessionPhase>('running')
  const [isBusy, setIsBusy] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const check = () => {
      clearTimeout(timer)
      const { phase: next, nextInMs } = getSessionPhase({ endsAtMs: Date.parse(endsAt), nowMs: Date.now() })
      setPhase(next)
      if (nextInMs !== null) timer = setTimeout(check, nextInMs)
    }
    check()
    // Timers sleep with the machine.
    document.addEventListener('visibilitychange', check)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', check)
    }
  }, [endsAt])

  const stay = async () => {
    setIsBusy(true)
    try {
      await onStay()
    } finally {
      setIsBusy(false)
    }
  }
  return (
    // The region is there from the start, so that what appears in it is read aloud.
    <div aria-live="polite" className="empty:hidden">
      {phase === 'ending' && (
        <Banner
          tone="warning"
          actions={
            <Button size="small" isBusy={isBusy} onClick={() => void stay()}>
              {t('stay')}
            </Button>
          }
        >
          {t('ending')}
        </Banner>
      )}
      {phase === 'ended' && (
        <Banner
          tone="danger"
          actions={
            <ButtonLink size="small" href={signInHref}>
              {t('signIn')}
            </ButtonLink>
          }
        >
          {t('ended')}
        </Banner>
      )}
    </div>
  )
}
