import { useTranslations } from 'next-intl'
import { Link } from '#components/ui/link.tsx'
import { Meter } from '#components/ui/meter.tsx'
import type { QuotaItem } from '#lib/quota/schema.ts'
import { getShare } from '#lib/quota/status.ts'
import { routes } from '#lib/routes.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import { splitQuota } from './quota-parts.ts'

/** More are on the page of each space. */
const SHOWN = 5

interface WorstQuotasProps {
  spaces: readonly { space: SpaceSummary; items: readonly QuotaItem[] }[]
}

/** What runs out first, over all spaces. */
export function WorstQuotas({ spaces }: WorstQuotasProps) {
  const t = useTranslations()
  const all = spaces.flatMap(({ space, items }) => splitQuota(items).shown.map((item) => ({ space, item })))
  const worst = all.toSorted((a, b) => getShare(b.item) - getShare(a.item)).slice(0, SHOWN)
  const hasSeveral = spaces.length > 1
  return (
    <>
      <ul className="grid gap-4">
        {worst.map(({ space, item }) => {
          const resource = t(`quotaPage.resources.${item.resource}.label`)
          return (
            <li key={`${space.id} ${item.resource}`}>
              <Meter
                label={hasSeveral ? t('home.quotas.in', { resource, space: space.name }) : resource}
                used={item.used}
                limit={item.limit}
                unit={item.unit}
              />
            </li>
          )
        })}
      </ul>
      <p className="mt-4 text-table text-quiet">
        {worst.length > 0 ? t('home.quotas.fine') : t('home.quotas.allFine')}
      </p>
      {spaces[0] && (
        <p className="mt-1 text-table">
          <Link href={routes.quota(spaces[0].space.id)}>{t('home.quotas.all', { space: spaces[0].space.name })}</Link>
        </p>
      )}
    </>
  )
}
