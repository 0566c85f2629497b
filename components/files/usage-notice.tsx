'use client'

import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { Banner } from '#components/feedback/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import { formatBytes } from '#lib/format.ts'
import { routes } from '#lib/routes.ts'
import { useFilePlace } from './file-place.tsx'
import { usageQuery } from './folder-query.ts'
import { getUsageLevel } from './usage-level.ts'
import type { Browse } from './use-browse.ts'

/** One sentence for each threshold of a disk that fills up, with the way out. */
export function UsageNotice({ browse, canGrow }: { browse: Browse; canGrow: boolean }) {
  const t = useTranslations('files.usage')
  const locale = useLocale()
  const place = useFilePlace()
  const { data } = useQuery(usageQuery(place))
  const level = data ? getUsageLevel(data) : 'calm'
  if (!data || level === 'calm') return null
  const isFull = level === 'full' || level === 'noFiles'
  return (
    <div className="shrink-0 px-4 py-2">
      <Banner
        tone={isFull ? 'danger' : 'warning'}
        isNews
        actions={
          <>
            {browse.state.show !== 'space' && (
              <Button size="small" onClick={() => browse.go({ show: 'space', search: '', filter: '' })}>
                {t('makeRoom')}
              </Button>
            )}
            {canGrow && (
              <ButtonLink size="small" variant="ghost" href={routes.storage(place.space, { volume: place.volume })}>
                {t('grow')}
              </ButtonLink>
            )}
          </>
        }
      >
        {t(`levels.${level}`, { free: formatBytes(data.freeBytes, locale) })}
      </Banner>
    </div>
  )
}
