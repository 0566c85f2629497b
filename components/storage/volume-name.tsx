'use client'

import { useTranslations } from 'next-intl'
import type { MouseEvent } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import type { Volume } from '#lib/storage/schema.ts'
import { useShallowQuery } from '#components/ui/use-shallow-query.ts'
import { getVolumeLabel } from './volume-state.ts'

/** Opens what is known of the volume; a link all the same, for a new tab or to be shared. */
export function VolumeName({ volume }: { volume: Volume }) {
  const t = useTranslations('storagePage')
  const query = useShallowQuery()
  const opened = { volume: volume.name }
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    query.go(opened)
  }
  return (
    // Figures of equal width would widen the hyphens of names.
    <span className="inline-flex max-w-full items-center gap-2 normal-nums">
      {/* The whole row is the link's ground; what else can be pressed in it lies above. */}
      <a
        href={query.getHref(opened)}
        onClick={open}
        className="min-w-0 truncate rounded-item outline-offset-4 after:absolute after:inset-0 hover:underline"
      >
        {getVolumeLabel(volume)}
      </a>
      {volume.isPrimary && <Badge>{t('primary')}</Badge>}
    </span>
  )
}
