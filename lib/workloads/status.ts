import type { Workload, WorkloadKind, WorkloadState } from './schema.ts'

/** What can be done with a workload; who may do it is another table (lib/auth/can.ts). */
export const WORKLOAD_VERBS = [
  'open',
  'logs',
  'terminal',
  'start',
  'stop',
  'restart',
  'run',
  'edit',
  'clone',
  'delete',
] as const
export type WorkloadVerb = (typeof WORKLOAD_VERBS)[number]

const ALWAYS = ['clone', 'delete'] as const

/** The one table: what each state allows. */
const ALLOWED: Record<WorkloadState, readonly WorkloadVerb[]> = {
  starting: ['open', 'logs', 'terminal', 'stop', 'restart', 'run', 'edit', ...ALWAYS],
  running: ['open', 'logs', 'terminal', 'stop', 'restart', 'run', 'edit', ...ALWAYS],
  degraded: ['open', 'logs', 'terminal', 'stop', 'restart', 'run', 'edit', ...ALWAYS],
  waiting: ['open', 'logs', 'terminal', 'stop', 'restart', 'run', 'edit', ...ALWAYS],
  failed: ['open', 'logs', 'terminal', 'stop', 'restart', 'run', 'edit', ...ALWAYS],
  completed: ['logs', 'run', ...ALWAYS],
  scheduled: ['logs', 'stop', 'run', 'edit', ...ALWAYS],
  suspended: ['logs', 'start', 'run', 'edit', ...ALWAYS],
  stopping: ['logs', 'start', 'edit', ...ALWAYS],
  stopped: ['start', 'edit', ...ALWAYS],
  deleting: ['logs'],
  unknown: ['open', 'logs', 'terminal', 'stop', 'restart', 'run', 'edit', ...ALWAYS],
}

/**
 * What a kind never has: a job cannot be changed once it is there, only made again ("run"), and nobody can go to the web
 * address of what has none.
 */
const OF_KIND: Record<WorkloadKind, readonly WorkloadVerb[]> = {
  service: ['open', 'logs', 'terminal', 'start', 'stop', 'restart', 'edit', 'clone', 'delete'],
  job: ['logs', 'terminal', 'start', 'stop', 'run', 'clone', 'delete'],
  'scheduled-job': ['logs', 'terminal', 'start', 'stop', 'run', 'edit', 'clone', 'delete'],
}

/** Those that change something: only what Moorage made is changed. */
const WRITES: readonly WorkloadVerb[] = ['start', 'stop', 'restart', 'run', 'edit', 'delete']

type Known = Pick<Workload, 'kind' | 'isManaged'> & { explanation: Pick<Workload['explanation'], 'state'> }

/** Whether its state lets it be done; `open` also needs a web address. */
export function allows({ kind, isManaged, explanation }: Known, verb: WorkloadVerb): boolean {
  if (!isManaged && WRITES.includes(verb)) return false
  // A job that failed has stopped by itself.
  if (verb === 'stop' && explanation.state === 'failed' && kind === 'job') return false
  return OF_KIND[kind].includes(verb) && ALLOWED[explanation.state].includes(verb)
}

/** Whether something holds CPU and memory of the quota, or is about to. */
export function isActive(state: WorkloadState): boolean {
  return !['completed', 'scheduled', 'suspended', 'stopped'].includes(state)
}
