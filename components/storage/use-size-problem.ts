'use client'

import { useLocale, useTranslations } from 'next-intl'
import { formatBytes } from '#lib/format.ts'
import type { QuotaView } from '#lib/quota/schema.ts'

interface SizeProblemInput {
  /** Null: there is no size to judge. */
  sizeBytes: number | null
  quota: QuotaView
  /** What the volume has already; only the difference counts. */
  presentBytes?: number
  minimumBytes?: number
}

/** Why a size cannot be had, in a sentence; null when it can. The server judges again. */
export function useSizeProblem({
  sizeBytes,
  quota,
  presentBytes = 0,
  minimumBytes = 0,
}: SizeProblemInput): string | null {
  const t = useTranslations('storagePage.createForm')
  const locale = useLocale()
  const format = (bytes: number) => formatBytes(bytes, locale)
  if (sizeBytes === null) return t('sizeMissing')
  if (presentBytes > 0 && sizeBytes <= presentBytes) return t('sizeNotLarger', { size: format(presentBytes) })
  if (sizeBytes < minimumBytes) return t('sizeTooSmall', { minimum: format(minimumBytes) })
  const storage = quota.items.find(({ resource }) => resource === 'storage')
  if (!storage || storage.used + sizeBytes - presentBytes <= storage.limit) return null
  return t('sizeBeyondQuota', {
    asked: format(sizeBytes - presentBytes),
    used: format(storage.used),
    limit: format(storage.limit),
    left: format(Math.max(0, storage.limit - storage.used)),
  })
}
