'use client'

import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { Banner } from '#components/feedback/banner.tsx'
import { Card } from '#components/ui/card.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import { WorkloadTasks } from '#components/workloads/workload-tasks.tsx'
import type { WorkloadRights } from '#components/workloads/workload-verbs.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { formatCount } from '#lib/format.ts'
import { quotaQuery } from '#lib/quota/queries.ts'
import type { QuotaView } from '#lib/quota/schema.ts'
import { QuotaList } from './quota-list.tsx'
import { listTight, splitQuota } from './quota-parts.ts'
import { useStops } from './use-stops.ts'

interface QuotaBoardProps {
  space: SpaceId
  initial: QuotaView
  rights: WorkloadRights
}

/** All limits of a space, the tightest first; what holds a part of them can be stopped here. */
export function QuotaBoard({ space, initial, rights }: QuotaBoardProps) {
  const t = useTranslations('quotaPage')
  const locale = useLocale()
  const { data } = useQuery({ ...quotaQuery(space), initialData: initial })
  const { shown, fine, none } = splitQuota(data.items)
  const tight = listTight(data.items)
  const stops = useStops(space, rights)
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
          <QuotaList space={space} items={shown} stops={stops} />
        </Card>
      )}
      {fine.length > 0 && (
        <Fold summary={t('fine', { count: formatCount(fine.length, locale) })}>
          <Card isFlush>
            <QuotaList space={space} items={fine} stops={stops} />
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
      <WorkloadTasks task={stops.task} onClose={stops.close} />
    </div>
  )
}
