import { useTranslations } from 'next-intl'
import { Meter } from '#components/ui/meter.tsx'
import type { QuotaItem, QuotaView } from '#lib/quota/schema.ts'

interface QuotaAfterProps {
  quota: QuotaView
  /** By how much each grows. */
  change: Partial<Record<QuotaItem['resource'], number>>
}

/** The quota now and after what the form would do. */
export function QuotaAfter({ quota, change }: QuotaAfterProps) {
  const t = useTranslations('quotaPage.resources')
  return (
    <div className="grid gap-4">
      {quota.items
        .filter(({ resource }) => change[resource] !== undefined)
        .toSorted((a, b) => a.resource.localeCompare(b.resource, 'en'))
        .map(({ resource, used, limit, unit }) => (
          <Meter
            key={resource}
            label={t(`${resource}.label`)}
            used={used}
            change={change[resource]}
            limit={limit}
            unit={unit}
          />
        ))}
    </div>
  )
}

/** What of the storage quota is free, in bytes; null when there is no such quota. */
export function getStorageLeft({ items }: QuotaView): number | null {
  const storage = items.find(({ resource }) => resource === 'storage')
  return storage ? Math.max(0, storage.limit - storage.used) : null
}
