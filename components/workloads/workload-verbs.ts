import { allows, WORKLOAD_VERBS, type WorkloadVerb } from '#lib/workloads/status.ts'
import type { Workload, WorkloadKind } from '#lib/workloads/schema.ts'

/** What the one who looks may do with the workloads of a space. */
export interface WorkloadRights {
  canCreate: boolean
  canUpdate: boolean
  canStart: boolean
  canStop: boolean
  canDelete: boolean
  canReadLogs: boolean
  canExec: boolean
  canOpen: boolean
  /** Open what the template of a workload shows to viewers. */
  canView: boolean
}

const NEEDED: Record<WorkloadVerb, keyof WorkloadRights> = {
  open: 'canOpen',
  logs: 'canReadLogs',
  terminal: 'canExec',
  start: 'canStart',
  stop: 'canStop',
  restart: 'canStart',
  run: 'canStart',
  edit: 'canUpdate',
  clone: 'canCreate',
  delete: 'canDelete',
}

/** The word for it: a schedule is paused rather than stopped, and a job that has run runs again. */
export function getVerbWord<Verb extends WorkloadVerb>(verb: Verb, kind: WorkloadKind) {
  if (verb === 'start' && kind !== 'service') return 'resume'
  if (verb === 'stop' && kind === 'scheduled-job') return 'pause'
  if (verb === 'run' && kind === 'scheduled-job') return 'runNow'
  return verb
}

type Known = Pick<Workload, 'kind' | 'isManaged' | 'web'> & {
  explanation: Pick<Workload['explanation'], 'state'>
}

/** What this person can do with this workload as it is now, in the order of a menu. */
export function listVerbs(workload: Known, rights: WorkloadRights): WorkloadVerb[] {
  return WORKLOAD_VERBS.filter((verb) => {
    if (!allows(workload, verb)) return false
    if (verb === 'open') return mayOpen(workload, rights)
    return rights[NEEDED[verb]]
  })
}

/** A public address is for everybody who sees it; one that the installation does not give out is for nobody. */
export function mayOpen({ web }: Pick<Known, 'web'>, rights: Pick<WorkloadRights, 'canOpen' | 'canView'>): boolean {
  return web !== null && web.host !== null && (web.isPublic || rights.canOpen || (web.isForViewers && rights.canView))
}

/** What the one primary button of the page does: what a person most likely came for. Null: nothing stands out. */
export function pickPrimaryVerb(workload: Known, verbs: readonly WorkloadVerb[]): WorkloadVerb | null {
  const { state } = workload.explanation
  const wanted: WorkloadVerb[] =
    state === 'stopped' || state === 'suspended' || state === 'stopping'
      ? ['start']
      : state === 'failed'
        ? ['edit', 'run']
        : state === 'completed' || state === 'scheduled'
          ? ['run']
          : ['open']
  return wanted.find((verb) => verbs.includes(verb)) ?? null
}
