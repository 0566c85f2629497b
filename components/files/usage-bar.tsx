'use client'

import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { FULLNESS } from '#components/storage/volume-state.ts'
import { Meter } from '#components/ui/meter.tsx'
import { formatBytes } from '#lib/format.ts'
import { useFilePlace } from './file-place.tsx'
import { usageQuery } from './folder-query.ts'
import { getUsageLevel } from './usage-level.ts'
import type { Browse } from './use-browse.ts'

/** How full the volume is; always in view, and the way to what takes the room. */
export function UsageBar({ browse }: { browse: Browse }) {
  const t = useTranslations('files.usage')
  const locale = useLocale()
  const { data } = useQuery(usageQuery(useFilePlace()))
  if (!data) return <div className="h-5 w-56 max-sm:w-24" />
  const { usedBytes, freeBytes } = data
  // What the file system keeps for itself is neither used nor free.
  const totalBytes = usedBytes + freeBytes
  const level = getUsageLevel(data)
  return (
    <a
      href={browse.getHref({ show: 'space' })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        browse.go({ show: 'space', filter: '', search: '' })
      }}
      aria-label={t('link', { free: formatBytes(freeBytes, locale), total: formatBytes(totalBytes, locale) })}
      className="flex shrink-0 items-center gap-3 rounded-item px-1 text-table hover:bg-hover"
    >
      <span className="w-24 max-sm:w-14">
        <Meter label={t('label')} used={usedBytes} limit={totalBytes} unit="bytes" highShare={FULLNESS.high} isBare />
      </span>
      <span className={level === 'calm' ? 'text-quiet tabular-nums' : 'font-medium tabular-nums'}>
        {t('free', { free: formatBytes(freeBytes, locale) })}
        <span className="max-sm:hidden"> {t('of', { total: formatBytes(totalBytes, locale) })}</span>
      </span>
    </a>
  )
}
