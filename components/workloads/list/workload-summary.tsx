import { useTranslations } from 'next-intl'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { Workload } from '#lib/workloads/schema.ts'
import { isActive } from '#lib/workloads/status.ts'
import { needsLook } from '../workload-state.ts'

/** Whether all is well, before the list. */
export function WorkloadSummary({ workloads }: { workloads: readonly Workload[] }) {
  const t = useTranslations('workloadsPage.summary')
  const problems = workloads.filter(needsLook).length
  const active = workloads.filter(({ explanation }) => isActive(explanation.state)).length
  return (
    <div>
      <StateDot
        state={problems > 0 ? 'warning' : 'good'}
        label={problems > 0 ? t('problems', { count: problems }) : t('fine')}
      />
      <p className="ms-5 text-quiet">{t('active', { active, all: workloads.length })}</p>
    </div>
  )
}
