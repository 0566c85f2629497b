'use client'

import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { Banner } from '#components/feedback/banner.tsx'
import { Card } from '#components/ui/card.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { formatCount } from '#lib/format.ts'
import { quotaQuery } from '#lib/quota/queries.ts'
import type { QuotaView } from '#lib/quota/schema.ts'
import { QuotaList } from './quota-list.tsx'
import { listTight, splitQuota } from './quota-parts.ts'

/** All limits of a space, the tightest first. */
export function QuotaBoard({ space, initial }: { space: SpaceId; initial: QuotaView }) {
  const t = useTranslations('quotaPage')
  const locale = useLocale()
  const { data } = useQuery({ ...quotaQuery(space), initialData: initial })
  const { shown, fine, none } = splitQuota(data.items)
  const tight = listTight(data.items)
  return (
    <div className="grid gap-6">
      <div>
        <StateDot
          state={tight.length > 0 ? 'warning' : 'good'}
          label={tight.length > 0 ? t('some', { count: tight.length }) : t('allFine')}
        />
        <p className="ms-5 text-quiet">{tight.length > 0 ? t('someText') : t('allFineText')}</p>
      </div>
      {!data.isComplete && <Banner isNews>{t('counting')}</Banner>}
      {shown.length > 0 && (
        <Card isFlush>
          <QuotaList space={space} items={shown} />
        </Card>
      )}
      {fine.length > 0 && (
        <Fold summary={t('fine', { count: formatCount(fine.length, locale) })}>
          <Card isFlush>
            <QuotaList space={space} items={fine} />
          </Card>
        </Fold>
      )}
      {none.length > 0 && (
        <Fold summary={t('none', { count: formatCount(none.length, locale) })}>
          <Card>
            <p className="text-quiet">{t('noneText')}</p>
            <dl className="mt-3 grid gap-3">
              {none.map(({ resource }) => (
                <div key={resource}>
                  <dt className="font-medium">{t(`resources.${resource}.label`)}</dt>
                  <dd className="max-w-text text-table text-pretty text-quiet">{t(`resources.${resource}.text`)}</dd>
                </div>
              ))}
            </dl>
          </Card>
        </Fold>
      )}
      <p className="text-quiet">
        <span className="font-medium text-ink">{t('askTitle')}</span> {t('askText')}
      </p>
    </div>
  )
}
