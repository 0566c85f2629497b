import { useLocale, useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { ActivityEntry } from '#lib/audit/schema.ts'
import { formatBytes, formatDuration } from '#lib/format.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'

const KNOWN = [
  'space_create',
  'space_repair',
  'volume_create',
  'volume_grow',
  'volume_delete',
  'files_open',
  'workload_create',
  'workload_update',
  'workload_start',
  'workload_stop',
  'workload_restart',
  'workload_run',
  'workload_delete',
  'workload_open',
  'workload_exec',
  'workload_keep',
  'workload_idleStop',
  'config_create',
  'config_update',
  'config_delete',
  'secret_create',
  'secret_update',
  'secret_delete',
  'secret_reveal',
] as const
type KnownAction = (typeof KNOWN)[number]

const WITH_SIZES = ['volume_create', 'volume_grow'] as const

/** What somebody did, in a sentence; what has no sentence yet is shown by its name. */
export function useActivityTexts() {
  const t = useTranslations('activity')
  const locale = useLocale()
  return useMemo(() => {
    const toSize = (value: unknown) => {
      const bytes = typeof value === 'string' ? parseAmount(value, 'bytes') : null
      return bytes === null ? null : formatBytes(bytes, locale)
    }
    const getText = ({ action, object, before, after }: ActivityEntry): string => {
      const key = action.replace('.', '_')
      // A group's volume is known by what people call it.
      const name = String(after?.title ?? before?.title ?? object?.name ?? '')
      const isKnown = KNOWN.includes(key as KnownAction)
      if (!isKnown) return t('actions.other', { action, name }).trim()
      const sized = WITH_SIZES.find((one) => one === key)
      const to = toSize(after?.size)
      if (sized && to !== null)
        return t(`actions.${sized}_size`, { name, before: toSize(before?.size) ?? '', after: to })
      // Of what is stopped when nobody uses it.
      const time = typeof after?.seconds === 'number' ? formatDuration(after.seconds, locale) : ''
      return t(`actions.${key as KnownAction}`, { name, time, key: String(after?.key ?? '') })
    }
    return {
      getText,
      getWho: ({ actor }: ActivityEntry) => actor?.username ?? t('moorage'),
    }
  }, [t, locale])
}
