'use client'

import { useLocale, useTranslations } from 'next-intl'
import { formatCount } from '#lib/format.ts'
import type { QuotaView } from '#lib/quota/schema.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import type { StorageClass } from '#lib/storage/schema.ts'
import type { StorageRights } from './storage-rights.ts'

interface CreateProblemInput {
  space: SpaceSummary
  rights: StorageRights
  quota: QuotaView
  classes: readonly StorageClass[]
}

/** Why no volume can be made here now, in a sentence; null when one can. */
export function useCreateProblem({ space, rights, quota, classes }: CreateProblemInput): string | null {
  const t = useTranslations('storagePage')
  const locale = useLocale()
  if (!rights.canCreate) return space.role === 'admin' ? t('adminView') : t('noRight')
  if (classes.length === 0) return t('createForm.noClasses')
  const volumes = quota.items.find(({ resource }) => resource === 'volumes')
  if (volumes && volumes.used >= volumes.limit) return t('noneLeft', { limit: formatCount(volumes.limit, locale) })
  const storage = quota.items.find(({ resource }) => resource === 'storage')
  return storage && storage.used >= storage.limit ? t('noSpaceLeft') : null
}
