import type { SpaceScope } from '#lib/auth/authorize.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { recordWrite } from '#lib/http/request-scope.ts'
import type { KubeObject, ObjectRef } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { getObject } from '#lib/kube/verbs.ts'
import { isManagedObject } from '#lib/spaces/objects-marks.ts'
import { toCronJobFacts, toDeploymentFacts, toJobFacts } from './objects-controllers.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import type { LaunchContext } from './objects-labels.ts'
import { toWorkload } from './objects-map.ts'
import type { MapContext } from './objects-map.ts'
import { cronJobsKind, deploymentsKind, jobsKind } from './operations-cache.ts'
import { getAddresses, isForViewers } from './operations-addresses.ts'
import { lookAt, readIndex } from './operations-looks.ts'
import type { Workload, WorkloadAddress, WorkloadKind, WorkloadRef } from './schema.ts'

/** Enough of a scope to look into a space; a scope itself is one. */
export type WorkloadScope = Pick<SpaceScope, 'namespace' | 'spaceId' | 'kind'>

interface ClusterKind {
  apiVersion: string
  kind: 'Deployment' | 'Job' | 'CronJob'
  cached: typeof deploymentsKind | typeof jobsKind | typeof cronJobsKind
  toFacts: (raw: KubeObject) => WorkloadFacts
}

const CLUSTER_KINDS: Record<WorkloadKind, ClusterKind> = {
  service: { apiVersion: 'apps/v1', kind: 'Deployment', cached: deploymentsKind, toFacts: toDeploymentFacts },
  job: { apiVersion: 'batch/v1', kind: 'Job', cached: jobsKind, toFacts: toJobFacts },
  'scheduled-job': { apiVersion: 'batch/v1', kind: 'CronJob', cached: cronJobsKind, toFacts: toCronJobFacts },
}

/** What everything of a launch in this space is built with. */
export function toLaunchContext({
  namespace,
  kind,
}: Pick<WorkloadScope, 'namespace' | 'kind'>): LaunchContext & { gatewayNamespace: string } {
  return { namespace, kind, gatewayNamespace: getEnv().namespace }
}

/** Where the object of a workload is. */
export function toObjectRef(scope: Pick<WorkloadScope, 'namespace'>, { kind, name }: WorkloadAddress): ObjectRef {
  const { apiVersion, kind: clusterKind } = CLUSTER_KINDS[kind]
  return { apiVersion, kind: clusterKind, namespace: scope.namespace, name }
}

/** What is kept of the object of a workload. */
export function toWorkloadFacts(kind: WorkloadKind, object: KubeObject): WorkloadFacts {
  return CLUSTER_KINDS[kind].toFacts(object)
}

/** From the cache; undefined for what is not there, or is only a run of a scheduled job. */
export function findWorkload(
  { namespace }: Pick<WorkloadScope, 'namespace'>,
  { kind, name }: WorkloadAddress,
): WorkloadFacts | undefined {
  const found: WorkloadFacts | undefined = CLUSTER_KINDS[kind].cached.get({ namespace, name })
  return found?.kind === 'Job' && found.ownerUid !== null ? undefined : found
}

/**
 * The object that the page showed, as it is in the cluster now. Throws NOT_FOUND when it is gone, and CONFLICT when
 * another one has its name by now or Moorage did not make it.
 */
export async function requireWorkload(
  scope: Pick<WorkloadScope, 'namespace'>,
  ref: Pick<WorkloadRef, 'kind' | 'name' | 'uid'>,
): Promise<KubeObject> {
  const found = await getObject(getKubeClient(), toObjectRef(scope, ref))
  if (!found) throw toGoneError(ref)
  const params = { name: ref.name }
  if (found.metadata.uid !== ref.uid) {
    throw new AppError('CONFLICT', `"${ref.name}" is another workload by now; load the page again.`, {
      messageKey: 'workloads.replaced',
      params,
    })
  }
  if (isManagedObject(found)) return found
  throw new AppError('CONFLICT', `Moorage did not make "${ref.name}", so it leaves it alone.`, {
    messageKey: 'workloads.notOurs',
    params,
  })
}

export function toGoneError({ name }: Pick<WorkloadAddress, 'name'>): AppError {
  return new AppError('NOT_FOUND', `There is no workload "${name}" any more.`, {
    messageKey: 'workloads.gone',
    params: { name },
  })
}

/** A workload as it is shown, with all that is known around it. */
export function showWorkload(facts: WorkloadFacts, scope: Pick<WorkloadScope, 'namespace' | 'spaceId'>): Workload {
  return toWorkload(facts, toMapContext(scope))
}

export function toMapContext(scope: Pick<WorkloadScope, 'namespace' | 'spaceId'>): MapContext {
  return {
    space: scope.spaceId,
    index: readIndex(lookAt(scope.namespace)),
    nowMs: Date.now(),
    addresses: getAddresses(scope.namespace),
    isForViewers,
  }
}

/** What a write has just returned, as it is shown; whoever wrote it sees it in the next read, on every replica. */
export function showWritten(
  kind: WorkloadKind,
  object: KubeObject,
  scope: Pick<WorkloadScope, 'namespace' | 'spaceId'>,
): Workload {
  const { cached, toFacts } = CLUSTER_KINDS[kind]
  recordWrite({ kind: cached.name, resourceVersion: object.metadata.resourceVersion })
  return showWorkload(toFacts(object), scope)
}

/** The same for what only has to be waited for, as after a delete. */
export function recordWorkloadWrite(kind: WorkloadKind, resourceVersion: string | undefined): void {
  recordWrite({ kind: CLUSTER_KINDS[kind].cached.name, resourceVersion })
}
