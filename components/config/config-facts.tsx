'use client'

import { useTranslations } from 'next-intl'
import { Bytes } from '#components/ui/amount.tsx'
import { KeyValueList } from '#components/ui/key-value-list.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { ConfigItem } from '#lib/config/schema.ts'
import { ConfigUsers } from './config-users.tsx'

export function ConfigFacts({ item }: { item: ConfigItem }) {
  const t = useTranslations('config')
  const { kind, secretType, registry, sizeBytes, createdAt, changedAt } = item
  return (
    <KeyValueList
      items={[
        ...(secretType === null ? [] : [{ label: t('columns.type'), value: t(`types.${secretType}`) }]),
        ...(registry === null ? [] : [{ label: t('details.registry'), value: registry }]),
        { label: t('columns.users'), value: <ConfigUsers item={item} isShort={false} /> },
        { label: t('columns.size'), value: <Bytes value={sizeBytes} /> },
        { label: t('details.created'), value: <RelativeTime at={createdAt} /> },
        {
          label: kind === 'secret' ? t('columns.rotated') : t('columns.changed'),
          value: changedAt === null ? t('details.never') : <RelativeTime at={changedAt} />,
        },
      ]}
    />
  )
}
