import type { WorkloadRights } from '#components/workloads/workload-verbs.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { can } from '#lib/auth/can.ts'
import type { SpaceRef } from '#lib/auth/space-id.ts'

/** What the pages hide by; each operation asks again. */
export function readWorkloadRights(actor: Actor, space: SpaceRef): WorkloadRights {
  return {
    canCreate: can(actor, 'workload.create', space),
    canUpdate: can(actor, 'workload.update', space),
    canStart: can(actor, 'workload.start', space),
    canStop: can(actor, 'workload.stop', space),
    canDelete: can(actor, 'workload.delete', space),
    canReadLogs: can(actor, 'workload.logs', space),
    canExec: can(actor, 'workload.exec', space),
    canOpen: can(actor, 'workload.open', space),
    canView: can(actor, 'workload.view', space),
  }
}
