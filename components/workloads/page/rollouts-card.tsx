import { useTranslations } from 'next-intl'
import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { Rollout, WorkloadDetails } from '#lib/workloads/schema-details.ts'

const SHOWN = 4

/** The versions that a service had, the newest first. One alone tells nothing new. */
export function RolloutsCard({ workload: { rollouts } }: { workload: WorkloadDetails }) {
  const t = useTranslations('workloadsPage.rollouts')
  if (rollouts.length < 2) return null
  const rest = rollouts.slice(SHOWN)
  return (
    <Card title={t('title')}>
      <RolloutList rollouts={rollouts.slice(0, SHOWN)} />
      {rest.length > 0 && (
        <div className="mt-2">
          <Fold summary={t('more', { count: rest.length })}>
            <RolloutList rollouts={rest} />
          </Fold>
        </div>
      )}
    </Card>
  )
}

function RolloutList({ rollouts }: { rollouts: readonly Rollout[] }) {
  const t = useTranslations('workloadsPage.rollouts')
  return (
    <ol className="grid gap-2">
      {rollouts.map(({ revision, image, at, isCurrent }) => (
        <li key={revision} className="text-table">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <span className="font-medium">{t('revision', { revision })}</span>
            {isCurrent && <Badge>{t('current')}</Badge>}
            <span className="ms-auto text-quiet">
              <RelativeTime at={at} />
            </span>
          </span>
          <span className="block font-mono break-all text-quiet">{image}</span>
        </li>
      ))}
    </ol>
  )
}
