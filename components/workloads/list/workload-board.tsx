'use client'

import { useQuery } from '@tanstack/react-query'
import { Rocket } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useLiveWish } from '#components/live/live-provider.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import { consumptionQuery, workloadsQuery } from '#lib/workloads/queries.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { useSettled } from '../use-settled.ts'
import { toMenuEntries, useWorkloadVerbs, type WorkloadTask } from '../use-workload-verbs.tsx'
import { WorkloadTasks } from '../workload-tasks.tsx'
import type { WorkloadRights } from '../workload-verbs.ts'
import { WorkloadSummary } from './workload-summary.tsx'
import { WorkloadTable } from './workload-table.tsx'

interface WorkloadBoardProps {
  space: SpaceId
  rights: WorkloadRights
  workloads: Workload[]
}

/** What runs in a space, how it is doing, and all that can be done with it. */
export function WorkloadBoard({ space, rights, workloads: first }: WorkloadBoardProps) {
  const t = useTranslations('workloadsPage')
  const tHome = useTranslations('home')
  useLiveWish(space, false)
  const { data, error, refetch } = useQuery({ ...workloadsQuery(space), initialData: first })
  const { data: consumption } = useQuery({ ...consumptionQuery(space), enabled: data.length > 0 })
  const workloads = useSettled(data)
  const [task, setTask] = useState<WorkloadTask | null>(null)
  const getVerbs = useWorkloadVerbs({ rights, onTask: setTask })
  // What a dialog is about is looked up anew, so that it shows what has happened meanwhile.
  const about = task && (workloads.find(({ uid }) => uid === task.workload.uid) ?? task.workload)
  const launch = rights.canCreate && (
    <ButtonLink variant="primary" icon={<Rocket />} href={routes.launch(space)}>
      {tHome('launch')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('lede')} action={workloads.length > 0 && launch} />
      <div className="grid gap-6">
        {workloads.length > 0 && <WorkloadSummary workloads={workloads} />}
        <WorkloadTable
          space={space}
          workloads={workloads}
          consumption={consumption}
          getActions={(workload) => toMenuEntries(getVerbs(workload))}
          rights={rights}
          launch={launch}
          error={error}
          onRetry={() => void refetch()}
        />
      </div>
      <WorkloadTasks task={task && about && { ...task, workload: about }} onClose={() => setTask(null)} />
    </>
  )
}
