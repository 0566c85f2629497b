import type { SpaceScope } from '#lib/auth/authorize.ts'
import { can } from '#lib/auth/can.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { readConsumption } from '#lib/usage/operations.ts'
import { listPods } from './explain.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import { toWorkloadDetails, toWorkloadKind } from './objects-map.ts'
import type { Reference } from './objects-template.ts'
import { cronJobsKind, deploymentsKind, jobsKind } from './operations-cache.ts'
import { findWorkload, toMapContext } from './operations-context.ts'
import { readIdle } from './operations-idle.ts'
import { lookAt } from './operations-looks.ts'
import { showAll, withoutOutput } from './operations-shown.ts'
import './operations-watch.ts'
import type { WorkloadDetails } from './schema-details.ts'
import type { Workload, WorkloadAddress } from './schema.ts'

/** Longer is not worth waiting for what only makes an explanation better; the stream brings it. */
const EVENTS_WAIT_MS = 300

/** The workloads of a space by name; from the cache. What their programs say is not in it. */
export function listWorkloads({ namespace, spaceId }: SpaceScope): Workload[] {
  return showAll(namespace, spaceId).toSorted(
    (a, b) => a.name.localeCompare(b.name, 'en') || a.kind.localeCompare(b.kind, 'en'),
  )
}

/** All of one; null when there is none of this name. */
export async function getWorkload(scope: SpaceScope, workload: WorkloadAddress): Promise<WorkloadDetails | null> {
  if (!findWorkload(scope, workload)) return null
  const { events } = lookAt(scope.namespace)
  if (!events.isKnown) await events.wait(EVENTS_WAIT_MS)
  const facts = findWorkload(scope, workload)
  return facts ? { ...showDetails(scope, facts), idle: await readIdle(facts) } : null
}

function showDetails(scope: SpaceScope, facts: WorkloadFacts): WorkloadDetails {
  const context = toMapContext(scope)
  const running = listPods(facts, context.index).filter(({ phase }) => phase === 'Running')
  const history = readConsumption(
    scope.namespace,
    running.map(({ uid }) => uid),
  )
  const details = toWorkloadDetails(facts, context, history)
  const space = requireSpaceId(scope.spaceId)
  const shown = can(scope.actor, 'workload.logs', space) ? details : withoutOutput(details)
  return can(scope.actor, 'config.read', space) ? shown : withoutValues(shown)
}

/** Administrators see what a workload is made of, and not what it is told. */
function withoutValues(details: WorkloadDetails): WorkloadDetails {
  return { ...details, environment: details.environment.map((one) => ({ ...one, value: null })) }
}

/** The workloads that take anything from a ConfigMap or Secret; from the cache. */
export function listUsers({ namespace }: Pick<SpaceScope, 'namespace'>, wanted: Reference): WorkloadAddress[] {
  const all: WorkloadFacts[] = [
    ...deploymentsKind.list(namespace),
    ...jobsKind.list(namespace).filter(({ ownerUid }) => ownerUid === null),
    ...cronJobsKind.list(namespace),
  ]
  return all
    .filter(({ template }) =>
      template.references.some(({ source, object }) => source === wanted.source && object === wanted.object),
    )
    .map(({ kind, name }) => ({ kind: toWorkloadKind(kind), name }))
}
