import { useTranslations } from 'next-intl'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import type { OfferedVerb } from '../use-workload-verbs.tsx'
import type { WorkloadRights } from '../workload-verbs.ts'
import { DangerCard } from './danger-card.tsx'
import { EnvironmentCard } from './environment-card.tsx'
import { ExplanationCard } from './explanation-card.tsx'
import { FactsCard } from './facts-card.tsx'
import { IdleCard } from './idle-card.tsx'
import { PodsTable } from './pods-table.tsx'
import { PortForwardHelp } from './port-forward-help.tsx'
import { RolloutsCard } from './rollouts-card.tsx'
import { RunsCard } from './runs-card.tsx'
import { ScheduleCard } from './schedule-card.tsx'
import { StepsCard } from './steps-card.tsx'
import { UsageCard } from './usage-card.tsx'
import { WiringPicture } from './wiring-picture.tsx'

interface OverviewProps {
  workload: WorkloadDetails
  verbs: readonly OfferedVerb[]
  rights: WorkloadRights
  namespace: string | null
}

/** Why it is as it is, then what it consists of. */
export function Overview({ workload, verbs, rights, namespace }: OverviewProps) {
  const t = useTranslations('workloadsPage')
  const { idle, schedule, isManaged } = workload
  return (
    <div className="grid grid-cols-1 gap-6">
      <ExplanationCard workload={workload} verbs={verbs} />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid grid-cols-1 gap-6">
          <StepsCard workload={workload} />
          <RunsCard workload={workload} />
          <PodsTable workload={workload} />
          <WiringPicture workload={workload} canOpen={verbs.some(({ verb }) => verb === 'open')} />
          <EnvironmentCard workload={workload} />
          {namespace !== null && rights.canExec && <PortForwardHelp workload={workload} namespace={namespace} />}
        </div>
        <div className="grid grid-cols-1 gap-6">
          {schedule && <ScheduleCard schedule={schedule} />}
          <UsageCard workload={workload} />
          {idle && <IdleCard workload={workload} idle={idle} canKeep={rights.canUpdate && isManaged} />}
          <FactsCard workload={workload} />
          <RolloutsCard workload={workload} />
        </div>
      </div>
      {!isManaged && <p className="text-pretty text-quiet">{t('notOursText')}</p>}
      <DangerCard verb={verbs.find(({ verb }) => verb === 'delete')} />
    </div>
  )
}
