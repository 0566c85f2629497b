'use client'

import { useTranslations } from 'next-intl'
import { Link } from '#components/ui/link.tsx'
import type { ConfigItem } from '#lib/config/schema.ts'
import { routes } from '#lib/routes.ts'

/** The first ones; the rest stand on the page of the object. */
const SHOWN = 2

/** Which workloads use it, each with the way to its page. */
export function ConfigUsers({ item, isShort = true }: { item: ConfigItem; isShort?: boolean }) {
  const t = useTranslations('config')
  const { space, usedBy } = item
  if (usedBy.length === 0) return <span className="text-quiet">{t('nobody')}</span>
  const shown = isShort ? usedBy.slice(0, SHOWN) : usedBy
  return (
    <span className="inline-flex max-w-full min-w-0 flex-wrap gap-x-3 gap-y-1 normal-nums">
      {shown.map((user) => (
        // Above the ground of the row's own link.
        <Link
          key={`${user.kind}/${user.name}`}
          href={routes.workload(space, user)}
          className="relative z-10 max-w-48 truncate"
        >
          {user.name}
        </Link>
      ))}
      {shown.length < usedBy.length && (
        <span className="text-quiet">{t('moreUsers', { count: usedBy.length - shown.length })}</span>
      )}
    </span>
  )
}
