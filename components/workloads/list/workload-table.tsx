'use client'

import { Boxes } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { RetryButton } from '#components/feedback/retry-button.tsx'
import { Button } from '#components/ui/button.tsx'
import type { MenuEntry } from '#components/ui/menu.tsx'
import { useShallowQuery } from '#components/ui/use-shallow-query.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { pickProblemDetails } from '#lib/http/call.ts'
import { routes } from '#lib/routes.ts'
import type { Consumption } from '#lib/usage/schema.ts'
import { WORKLOAD_KINDS, type Workload } from '#lib/workloads/schema.ts'
import { getStateFilter, STATE_FILTERS } from '../workload-state.ts'
import type { WorkloadRights } from '../workload-verbs.ts'
import { useWorkloadColumns } from './use-workload-columns.tsx'
import { FEW_WORKLOADS, WorkloadFilters } from './workload-filters.tsx'

interface WorkloadTableProps {
  space: SpaceId
  workloads: readonly Workload[]
  /** By "kind/name"; undefined while nobody knows. */
  consumption: Record<string, Consumption> | undefined
  getActions: (workload: Workload) => MenuEntry[]
  rights: WorkloadRights
  /** The way to the first one; false for who may not launch. */
  launch: ReactNode
  error: Error | null
  onRetry: () => void
}

export function WorkloadTable(props: WorkloadTableProps) {
  const { space, workloads, launch, error } = props
  const t = useTranslations('workloadsPage')
  const query = useShallowQuery()
  const state = STATE_FILTERS.find((one) => one === query.get('state'))
  const kind = WORKLOAD_KINDS.find((one) => one === query.get('kind'))
  const isFiltered = state !== undefined || kind !== undefined
  const rows = useMemo(
    () =>
      workloads.filter(
        (one) => (!state || getStateFilter(one.explanation.state) === state) && (!kind || one.kind === kind),
      ),
    [workloads, state, kind],
  )
  const columns = useWorkloadColumns(props.rights, props.consumption)
  // What was known stays, with the stream's own banner above it.
  const problem = error && workloads.length === 0 && (
    <ErrorState
      title={t('failed')}
      message={error.message}
      {...pickProblemDetails(error)}
      action={<RetryButton onRetry={props.onRetry} />}
    />
  )
  return (
    <DataTable
      label={t('listLabel')}
      columns={columns}
      rows={rows}
      getRowId={({ uid }) => uid}
      getRowHref={(workload) => routes.workload(space, workload)}
      getRowActions={props.getActions}
      defaultSort={DEFAULT_SORT}
      problem={problem}
      toolbar={(isFiltered || workloads.length > FEW_WORKLOADS) && <WorkloadFilters state={state} kind={kind} />}
      empty={
        isFiltered ? (
          <EmptyState
            title={t('noMatch')}
            action={<Button onClick={() => query.go({ state: null, kind: null }, 'replace')}>{t('showAll')}</Button>}
          />
        ) : (
          <EmptyState
            icon={<Boxes />}
            title={t('empty.title')}
            text={launch ? t('empty.text') : t('empty.textOfViewers')}
            action={launch}
          />
        )
      }
    />
  )
}

const DEFAULT_SORT = { column: 'name', isDescending: false }
