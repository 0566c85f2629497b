'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { StaleBanner } from '#components/feedback/stale-banner.tsx'
import { useLiveState } from './live-provider.tsx'

/** A connection that comes back within this time is not worth a word. */
const PATIENCE_MS = 5000

/** Says when the page shows the last known state: because the cluster is away, or the portal. */
export function LiveBanner() {
  const t = useTranslations('live')
  const { status, staleSince } = useLiveState()
  const isLost = useForLong(status === 'waiting')
  return (
    <output className="block">
      {isLost ? <Banner tone="warning">{t('lost')}</Banner> : staleSince !== null && <StaleBanner since={staleSince} />}
    </output>
  )
}

function useForLong(isNow: boolean): boolean {
  const [isLong, setIsLong] = useState(false)
  useEffect(() => {
    if (!isNow) return
    const timer = setTimeout(() => setIsLong(true), PATIENCE_MS)
    return () => {
      clearTimeout(timer)
      setIsLong(false)
    }
  }, [isNow])
  return isNow && isLong
}
