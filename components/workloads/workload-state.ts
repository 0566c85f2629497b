import type { StateKind } from '#components/ui/state-dot.tsx'
import type { Workload, WorkloadState } from '#lib/workloads/schema.ts'

const KINDS: Record<WorkloadState, StateKind> = {
  starting: 'progress',
  running: 'good',
  degraded: 'warning',
  waiting: 'warning',
  failed: 'danger',
  completed: 'good',
  scheduled: 'idle',
  suspended: 'idle',
  stopping: 'progress',
  stopped: 'idle',
  deleting: 'progress',
  unknown: 'unknown',
}

export function getStateKind(state: WorkloadState): StateKind {
  return KINDS[state]
}

/** What a person should look at, because it does not mend itself or waits for something. */
export function needsLook({ explanation }: Pick<Workload, 'explanation'>): boolean {
  return ['degraded', 'waiting', 'failed', 'unknown'].includes(explanation.state)
}

/** How states are put together in the filter of the list; each state stands in one of them. */
export const STATE_FILTERS = ['running', 'problem', 'starting', 'scheduled', 'over'] as const
export type StateFilter = (typeof STATE_FILTERS)[number]

const FILTERS: Record<WorkloadState, StateFilter> = {
  starting: 'starting',
  running: 'running',
  degraded: 'problem',
  waiting: 'problem',
  failed: 'problem',
  completed: 'over',
  scheduled: 'scheduled',
  suspended: 'over',
  stopping: 'over',
  stopped: 'over',
  deleting: 'over',
  unknown: 'problem',
}

export function getStateFilter(state: WorkloadState): StateFilter {
  return FILTERS[state]
}

/** As the stream and the list know it: a service and a job may have the same name. */
export function toWorkloadKey({ kind, name }: Pick<Workload, 'kind' | 'name'>): string {
  return `${kind}/${name}`
}
