'use client'

import { useLocale, useTranslations } from 'next-intl'
import { RecentActivity } from '#components/activity/recent-activity.tsx'
import { WorstQuotas } from '#components/quota/worst-quotas.tsx'
import { Card } from '#components/ui/card.tsx'
import { formatCount } from '#lib/format.ts'
import { FirstSteps } from './first-steps.tsx'
import { isNew, listProblems } from './home-problems.ts'
import { HomeWorkloads } from './home-workloads.tsx'
import type { HomeSpace } from './home-space.ts'
import { HomeSummary } from './home-summary.tsx'
import { SpaceCard } from './space-card.tsx'
import { useHomeSpaces } from './use-home-spaces.ts'

interface HomeBoardProps {
  spaces: HomeSpace[]
  /** Of all, those included that are not shown here. */
  spaceCount: number
}

/** The first page: is all well, what is mine, what runs out, what changed. */
export function HomeBoard({ spaces: first, spaceCount }: HomeBoardProps) {
  const t = useTranslations('home')
  const locale = useLocale()
  const spaces = useHomeSpaces(first)
  const [own] = spaces
  const ready = spaces.filter(({ problem }) => problem === null)
  return (
    <div className="grid grid-cols-1 gap-6">
      <HomeSummary problems={listProblems(spaces)} />
      {own && isNew(own) && <FirstSteps home={own} />}
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="lg:col-start-1">
          <HomeWorkloads spaces={spaces} />
        </div>
        <section aria-labelledby="spaces" className="lg:col-start-1">
          <h2 id="spaces" className="sr-only">
            {t('spaces.title')}
          </h2>
          <div className={spaces.length > 1 ? 'grid grid-cols-1 gap-4 xl:grid-cols-2' : 'grid grid-cols-1 gap-4'}>
            {spaces.map((home) => (
              <SpaceCard key={home.space.id} home={home} />
            ))}
          </div>
          {spaceCount > spaces.length && (
            <p className="mt-3 text-table text-quiet">{t('spaces.all', { count: formatCount(spaceCount, locale) })}</p>
          )}
        </section>
        <div className="lg:col-start-2 lg:row-span-3 lg:row-start-1">
          <Card title={t('quotas.title')}>
            <WorstQuotas spaces={ready.map(({ space, quota }) => ({ space, items: quota?.items ?? [] }))} />
          </Card>
        </div>
        <div className="lg:col-start-1">
          <Card title={t('activity.title')}>
            <RecentActivity spaces={ready.map(({ space }) => space)} />
          </Card>
        </div>
      </div>
    </div>
  )
}
