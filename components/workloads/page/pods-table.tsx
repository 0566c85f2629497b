'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import type { WorkloadPod } from '#lib/workloads/schema.ts'
import { getPodState } from './pod-state.ts'

/** The pods of it: where they are and how often they had to begin again. */
export function PodsTable({ workload: { pods, kind } }: { workload: WorkloadDetails }) {
  const t = useTranslations('workloadsPage.pods')
  const columns = usePodColumns()
  return (
    <section aria-label={t('title')}>
      <h2 className="mb-2 font-semibold">{t('title')}</h2>
      <DataTable
        label={t('title')}
        prefix="pods"
        columns={columns}
        rows={pods}
        getRowId={({ uid }) => uid}
        empty={
          <p className="px-4 py-6 text-center text-table text-quiet">{t(kind === 'service' ? 'none' : 'noneOfJob')}</p>
        }
      />
    </section>
  )
}

function usePodColumns(): TableColumn<WorkloadPod>[] {
  const t = useTranslations('workloadsPage.pods')
  return useMemo<TableColumn<WorkloadPod>[]>(
    () => [
      {
        id: 'name',
        header: t('name'),
        value: ({ name }) => name,
        cell: ({ name }) => (
          <span className="block truncate font-mono font-normal sm:max-w-40" data-tip={name}>
            {name}
          </span>
        ),
      },
      {
        id: 'state',
        header: t('state'),
        value: (pod) => t(`states.${getPodState(pod).word}`),
        cell: (pod) => <PodState pod={pod} />,
      },
      {
        id: 'restarts',
        header: t('restarts'),
        align: 'end',
        value: ({ restarts }) => restarts,
        cell: ({ restarts }) => restarts,
      },
      {
        id: 'end',
        header: t('lastEnd'),
        value: ({ lastEnd }) => lastEnd?.exitCode ?? null,
        cell: ({ lastEnd }) => <LastEnd lastEnd={lastEnd} />,
      },
      {
        id: 'node',
        header: t('node'),
        value: ({ node }) => node,
        cell: ({ node }) => (
          <span className="block max-w-24 truncate font-mono" data-tip={node ?? undefined}>
            {node ?? '–'}
          </span>
        ),
      },
      {
        id: 'age',
        header: t('age'),
        value: ({ createdAt }) => Date.parse(createdAt),
        cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
      },
    ],
    [t],
  )
}

function PodState({ pod }: { pod: WorkloadPod }) {
  const t = useTranslations('workloadsPage.pods.states')
  const { kind, word } = getPodState(pod)
  return <StateDot state={kind} label={t(word)} />
}

/** Why a container began again, or how it ended. */
function LastEnd({ lastEnd }: Pick<WorkloadPod, 'lastEnd'>) {
  const t = useTranslations('workloadsPage.pods')
  if (!lastEnd) return <span className="text-quiet">–</span>
  const { exitCode, reason, at } = lastEnd
  return (
    <span>
      {t('exit', { code: exitCode })}
      {reason && <span className="font-mono text-quiet"> {reason}</span>}
      {at && (
        <span className="block text-quiet">
          <RelativeTime at={at} />
        </span>
      )}
    </span>
  )
}
