import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import { Fold } from '#components/ui/fold.tsx'
import type { WorkloadDetails, WorkloadRun } from '#lib/workloads/schema-details.ts'
import { useExplanation } from '../use-explanation.ts'
import { WorkloadDot } from '../workload-dot.tsx'

const SHOWN = 5

/** What became of a scheduled job each time, the latest first. */
export function RunsCard({ workload: { kind, runs } }: { workload: WorkloadDetails }) {
  const t = useTranslations('workloadsPage.runs')
  if (kind !== 'scheduled-job') return null
  const rest = runs.slice(SHOWN)
  return (
    <Card title={t('title')}>
      {runs.length === 0 ? <p className="text-quiet">{t('none')}</p> : <RunList runs={runs.slice(0, SHOWN)} />}
      {rest.length > 0 && (
        <div className="mt-3">
          <Fold summary={t('more', { count: rest.length })}>
            <RunList runs={rest} />
          </Fold>
        </div>
      )}
    </Card>
  )
}

function RunList({ runs }: { runs: readonly WorkloadRun[] }) {
  const { getSentence } = useExplanation()
  return (
    <ol className="grid gap-3">
      {runs.map(({ name, uid, at, explanation }) => (
        <li key={uid}>
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <WorkloadDot explanation={{ state: explanation.state, since: at }} />
            <span className="max-w-full truncate font-mono text-table text-quiet">{name}</span>
          </div>
          <p className="ms-5 text-table text-pretty text-quiet">{getSentence(explanation)}</p>
        </li>
      ))}
    </ol>
  )
}
