import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import type { Action } from '#lib/auth/can.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { patchObject } from '#lib/kube/verbs.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { FIELD_MANAGER } from '#lib/spaces/objects-marks.ts'
import { readReplicas } from './objects-edit.ts'
import { REPLICAS_ANNOTATION, RESTART_ANNOTATION } from './objects-labels.ts'
import { requireStartable } from './operations-checks.ts'
import { requireWorkload, showWritten, toObjectRef } from './operations-context.ts'
import type { Workload, WorkloadRef } from './schema.ts'

/** Each pod that comes or goes changes the version of its workload. */
const ATTEMPTS = 6

/** Ends its pods and keeps everything else; a service goes back to as many replicas as it has now. */
export async function stopWorkload(actor: Actor, ref: WorkloadRef): Promise<Workload> {
  const scope = authorize(actor, 'workload.stop', ref.space)
  return change(scope, ref, 'workload.stop', (live) => {
    if (ref.kind !== 'service') return { spec: { suspend: requireUnfinished(live, ref) } }
    const { wanted, remembered } = readReplicas(live)
    const replicas = String(wanted > 0 ? Math.min(50, wanted) : remembered)
    return { metadata: { annotations: { [REPLICAS_ANNOTATION]: replicas } }, spec: { replicas: 0 } }
  })
}

/** Throws QUOTA_EXCEEDED rather than start what would hang. */
export async function startWorkload(actor: Actor, ref: WorkloadRef): Promise<Workload> {
  const scope = authorize(actor, 'workload.start', ref.space)
  return change(scope, ref, 'workload.start', (live) => {
    if (ref.kind !== 'service') {
      const suspend = !requireUnfinished(live, ref)
      // A schedule takes nothing until its time comes.
      if (ref.kind === 'job') requireStartable(scope, ref, { live, pods: 1 })
      return { spec: { suspend } }
    }
    const { wanted, remembered } = readReplicas(live)
    if (wanted === 0) requireStartable(scope, ref, { live, pods: remembered })
    return { spec: { replicas: wanted > 0 ? wanted : remembered } }
  })
}

/** Makes new pods in place of those that run, as an update does: one after another where that is possible. */
export async function restartWorkload(actor: Actor, ref: WorkloadRef): Promise<Workload> {
  const scope = authorize(actor, 'workload.update', ref.space)
  if (ref.kind !== 'service') {
    const text = 'Only services are restarted; a job is run again.'
    throw new AppError('CONFLICT', text, { messageKey: 'workloads.restartForServices' })
  }
  return change(scope, ref, 'workload.restart', () => buildRestart())
}

function buildRestart() {
  const annotations = { [RESTART_ANNOTATION]: new Date().toISOString() }
  return { spec: { template: { metadata: { annotations } } } }
}

/** What became of each; one that fails keeps no other from its restart. */
export interface Restart {
  kind: WorkloadRef['kind']
  name: string
  /** "later": it takes what is new when it next starts. */
  outcome: 'restarted' | 'later' | 'failed'
}

/** For new values in what they use: services that run are restarted, everything else reads them at its next start. */
export async function restartWorkloads(
  actor: Actor,
  space: SpaceId,
  refs: readonly Pick<WorkloadRef, 'kind' | 'name' | 'uid'>[],
): Promise<Restart[]> {
  const scope = authorize(actor, 'workload.update', space)
  return Promise.all(
    refs.map(async ({ kind, name, uid }): Promise<Restart> => {
      if (kind !== 'service') return { kind, name, outcome: 'later' }
      try {
        const live = await requireWorkload(scope, { kind, name, uid })
        if (readReplicas(live).wanted === 0) return { kind, name, outcome: 'later' }
        await change(scope, { space, kind, name, uid }, 'workload.restart', () => buildRestart())
        return { kind, name, outcome: 'restarted' }
      } catch {
        return { kind, name, outcome: 'failed' }
      }
    }),
  )
}

type Verb = Extract<Action, 'workload.stop' | 'workload.start'> | 'workload.restart'

/** Patches the very object that was shown, as it is at this moment, and writes the audit line. */
async function change(
  scope: SpaceScope,
  ref: WorkloadRef,
  action: Verb,
  toPatch: (live: KubeObject) => { metadata?: object; spec: object },
): Promise<Workload> {
  const target = toObjectRef(scope, ref)
  const entry = { actor: scope.actor, action, space: scope.spaceId, object: { kind: target.kind, name: ref.name } }
  const live = await requireWorkload(scope, ref)
  requireStaying(live, ref)
  const written = await withAudit(entry, () => patch(scope, ref, { live, toPatch }))
  return showWritten(ref.kind, written, scope)
}

interface Patching {
  live: KubeObject
  toPatch: (live: KubeObject) => { metadata?: object; spec: object }
}

/** With the version that was looked at: what is remembered must be what there was. */
async function patch(scope: SpaceScope, ref: WorkloadRef, { live, toPatch }: Patching): Promise<KubeObject> {
  let known = live
  for (let attempt = 1; ; attempt += 1) {
    const { uid, resourceVersion } = known.metadata
    const { metadata, spec } = toPatch(known)
    const body = { metadata: { ...metadata, uid, resourceVersion }, spec }
    try {
      return await patchObject(getKubeClient(), toObjectRef(scope, ref), { patch: body, fieldManager: FIELD_MANAGER })
    } catch (error) {
      if (getKubeCase(error) !== 'changed-meanwhile' || attempt >= ATTEMPTS) throw error
    }
    known = await requireWorkload(scope, ref)
    requireStaying(known, ref)
  }
}

function requireStaying({ metadata }: KubeObject, { name }: WorkloadRef): void {
  if (metadata.deletionTimestamp === undefined) return
  throw new AppError('CONFLICT', `"${name}" is being deleted.`, { messageKey: 'workloads.goesAway', params: { name } })
}

/** True; throws for a job that has ended, which nothing stops or starts any more. */
function requireUnfinished(live: KubeObject, { kind, name }: WorkloadRef): true {
  const { conditions = [] } = (live.status ?? {}) as { conditions?: { type: string; status: string }[] }
  const hasEnded = conditions.some(
    ({ type, status }) =>
      ['Complete', 'Failed', 'SuccessCriteriaMet', 'FailureTarget'].includes(type) && status === 'True',
  )
  if (kind !== 'job' || !hasEnded) return true
  throw new AppError('CONFLICT', `"${name}" has ended; it can be run again.`, {
    messageKey: 'workloads.jobEnded',
    params: { name },
  })
}
