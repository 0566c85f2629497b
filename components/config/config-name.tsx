'use client'

import { useTranslations } from 'next-intl'
import type { MouseEvent } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { useShallowQuery } from '#components/ui/use-shallow-query.ts'
import type { ConfigItem } from '#lib/config/schema.ts'
import { toOpenQuery } from './config-view.ts'

/** Opens what is known of it; a link all the same, for a new tab or to be shared. */
export function ConfigName({ item }: { item: ConfigItem }) {
  const t = useTranslations('config')
  const query = useShallowQuery()
  const opened = toOpenQuery(item)
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    query.go(opened)
  }
  const { name, guard, owner } = item
  return (
    <span className="inline-flex max-w-full items-center gap-2 normal-nums">
      {/* The whole row is the link's ground; what else can be pressed in it lies above. */}
      <a
        href={query.getHref(opened)}
        onClick={open}
        className="min-w-0 max-w-72 truncate rounded-item outline-offset-4 after:absolute after:inset-0 hover:underline"
      >
        {name}
      </a>
      {guard !== null && <Badge>{owner ? t('ofWorkload', { name: owner.name }) : t(`guards.${guard}.short`)}</Badge>}
    </span>
  )
}
