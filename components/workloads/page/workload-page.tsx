'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { CardSkeleton, Loading } from '#components/feedback/skeleton.tsx'
import { useLiveWish } from '#components/live/live-provider.tsx'
import { TabLinks } from '#components/ui/tab-links.tsx'
import { useShallowQuery } from '#components/ui/use-shallow-query.ts'
import { CallError } from '#lib/http/call.ts'
import { routes } from '#lib/routes.ts'
import { workloadQuery } from '#lib/workloads/queries.ts'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import { isActive } from '#lib/workloads/status.ts'
import { useSettled } from '../use-settled.ts'
import { useWorkloadVerbs, type WorkloadTask } from '../use-workload-verbs.tsx'
import { WorkloadTasks } from '../workload-tasks.tsx'
import type { WorkloadRights } from '../workload-verbs.ts'
import { GoneState } from './gone-state.tsx'
import { resolveNextStep } from './next-step.ts'
import { Overview } from './overview.tsx'
import { WorkloadActivity } from './workload-activity.tsx'
import { WorkloadHead } from './workload-head.tsx'

const loading = () => (
  <Loading>
    <CardSkeleton />
  </Loading>
)
const LogsView = dynamic(() => import('../logs/logs-view.tsx').then((file) => file.LogsView), { ssr: false, loading })
const TerminalView = dynamic(() => import('../terminal/terminal-view.tsx').then((file) => file.TerminalView), {
  ssr: false,
  loading,
})

/** Nodes measure twice a minute; the stream does not tell of measurements. */
const MEASURED_EVERY_MS = 20_000
const TABS = ['overview', 'logs', 'terminal', 'activity'] as const
type TabName = (typeof TABS)[number]

interface WorkloadPageProps {
  initial: WorkloadDetails
  userUid: string
  rights: WorkloadRights
  /** For lines of kubectl; null: not shown by setting. */
  namespace: string | null
}

/** All of one workload: how it is and why, what it says, a way into it, and who did what with it. */
export function WorkloadPage({ initial, userUid, rights, namespace }: WorkloadPageProps) {
  const { space } = initial
  const router = useRouter()
  useLiveWish(space, false)
  const { data, error } = useQuery({
    ...workloadQuery(space, initial),
    initialData: initial,
    refetchInterval: ({ state }) => (state.data && isActive(state.data.explanation.state) ? MEASURED_EVERY_MS : false),
  })
  const [workload = data] = useSettled(useMemo(() => [data], [data]))
  const [task, setTask] = useState<WorkloadTask | null>(null)
  const getVerbs = useWorkloadVerbs({ rights, onTask: setTask })
  const tab = useTab(rights)
  if (error instanceof CallError && error.status === 404) return <GoneState workload={workload} />

  const verbs = getVerbs(workload)
  const way = resolveNextStep(
    workload,
    verbs.map(({ verb }) => verb),
  )
  return (
    <>
      <WorkloadHead workload={workload} verbs={verbs} nextStep={tab.current === 'overview' ? way : null} />
      <TabLinks label={tab.label} tabs={tab.links} />
      <div className="mt-5">
        {tab.current === 'overview' && (
          <Overview workload={workload} verbs={verbs} rights={rights} namespace={namespace} />
        )}
        {tab.current === 'logs' && <LogsView space={space} workload={workload} />}
        {tab.current === 'terminal' && <TerminalView space={space} workload={workload} />}
        {tab.current === 'activity' && <WorkloadActivity workload={workload} userUid={userUid} />}
      </div>
      <WorkloadTasks
        task={task && { ...task, workload }}
        onClose={() => setTask(null)}
        onDeleted={() => router.push(routes.workloads(space))}
      />
    </>
  )
}

/** Which view the address says; those that this person may not see are not there. */
function useTab(rights: WorkloadRights) {
  const t = useTranslations('workloadsPage.tabs')
  const query = useShallowQuery()
  const allowed: Record<TabName, boolean> = {
    overview: true,
    logs: rights.canReadLogs,
    terminal: rights.canExec,
    activity: true,
  }
  const shown = TABS.filter((name) => allowed[name])
  const current = shown.find((name) => name === query.get('tab')) ?? 'overview'
  return {
    current,
    label: t('label'),
    links: shown.map((name) => {
      // What a table of one view asks for means nothing in another.
      const change = { tab: name === 'overview' ? null : name }
      return {
        href: query.getHref(change),
        label: t(name),
        isCurrent: name === current,
        onOpen: () => query.go(change),
      }
    }),
  }
}
