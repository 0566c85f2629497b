import { useTranslations } from 'next-intl'
import { Meter } from '#components/ui/meter.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { Volume } from '#lib/storage/schema.ts'
import { FULLNESS, getUsedShare } from './volume-state.ts'

/** How full a volume is and how old the number: for a cell of a table. */
export function VolumeUsed({ volume }: { volume: Volume }) {
  const t = useTranslations('storagePage')
  const share = getUsedShare(volume)
  const { usedBytes, usedAt, capacityBytes } = volume
  if (share === null || usedBytes === null || usedAt === null) {
    return (
      <span className="text-quiet" data-tip={t('notMeasuredText')}>
        {t('notMeasured')}
      </span>
    )
  }
  return (
    <span className="flex items-center gap-3 max-sm:flex-wrap max-sm:justify-end max-sm:gap-x-2">
      <span className="w-36 shrink-0">
        <Meter
          label={t('columns.used')}
          used={usedBytes}
          limit={capacityBytes}
          unit="bytes"
          highShare={FULLNESS.high}
          isCompact
        />
      </span>
      <span className="whitespace-nowrap text-quiet">
        <RelativeTime at={usedAt} />
      </span>
    </span>
  )
}
