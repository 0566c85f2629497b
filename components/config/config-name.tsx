'use client'

import { useTranslations } from 'next-intl'
import { Badge } from '#components/ui/badge.tsx'
import { RowLink } from '#components/ui/row-link.tsx'
import type { ConfigItem } from '#lib/config/schema.ts'
import { toOpenQuery } from './config-view.ts'

export function ConfigName({ item }: { item: ConfigItem }) {
  const t = useTranslations('config')
  const { name, guard, owner } = item
  return (
    <span className="inline-flex max-w-full items-center gap-2 normal-nums">
      <RowLink query={toOpenQuery(item)} className="max-w-72">
        {name}
      </RowLink>
      {guard !== null && <Badge>{owner ? t('ofWorkload', { name: owner.name }) : t(`guards.${guard}.short`)}</Badge>}
    </span>
  )
}
