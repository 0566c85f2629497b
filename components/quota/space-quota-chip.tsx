'use client'

import { useQuery } from '@tanstack/react-query'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { QuotaChip } from '#components/layout/quota-chip.tsx'
import { isWithin } from '#components/layout/shell-model.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { quotaQuery } from '#lib/quota/queries.ts'
import type { QuotaItem } from '#lib/quota/schema.ts'
import { routes } from '#lib/routes.ts'

export interface SpaceFullest extends Pick<QuotaItem, 'resource' | 'used' | 'limit'> {
  space: SpaceId
}

/** What runs out first in the space at hand; on pages of no space, in the person's own. */
export function SpaceQuotaChip({ fullest }: { fullest: readonly SpaceFullest[] }) {
  const pathname = usePathname()
  const shown = fullest.find(({ space }) => isWithin(pathname, routes.space(space))) ?? fullest[0]
  return shown && <Chip key={shown.space} first={shown} />
}

function Chip({ first }: { first: SpaceFullest }) {
  const t = useTranslations('quotaPage.resources')
  const { data } = useQuery({
    ...quotaQuery(first.space),
    // The stream and the pages write it; it is read for this only when the stream says that it has missed something.
    enabled: ({ state }) => state.data !== undefined || state.isInvalidated,
  })
  const { resource, used, limit } = data?.items[0] ?? first
  return <QuotaChip label={t(`${resource}.label`)} used={used} limit={limit} href={routes.quota(first.space)} />
}
