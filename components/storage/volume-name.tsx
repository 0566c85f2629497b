'use client'

import { useTranslations } from 'next-intl'
import { Badge } from '#components/ui/badge.tsx'
import { RowLink } from '#components/ui/row-link.tsx'
import type { Volume } from '#lib/storage/schema.ts'
import { getVolumeLabel } from './volume-state.ts'

export function VolumeName({ volume }: { volume: Volume }) {
  const t = useTranslations('storagePage')
  return (
    // Figures of equal width would widen the hyphens of names.
    <span className="inline-flex max-w-full items-center gap-2 normal-nums">
      <RowLink query={{ volume: volume.name }}>{getVolumeLabel(volume)}</RowLink>
      {volume.isPrimary && <Badge>{t('primary')}</Badge>}
    </span>
  )
}
