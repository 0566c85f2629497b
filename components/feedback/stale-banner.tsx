import { useTranslations } from 'next-intl'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Banner } from './banner.tsx'

/** The cluster is away and the page shows what was known last. `since` is when that was, as an ISO time. */
export function StaleBanner({ since }: { since: string }) {
  const t = useTranslations('states.stale')
  const time = <RelativeTime at={since} />
  return (
    <Banner tone="warning" isNews>
      {t.rich('text', { time: () => time })}
    </Banner>
  )
}
