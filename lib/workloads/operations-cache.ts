import { watchKind } from '#lib/kube/cache.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { FILE_SERVER_LABEL } from '#lib/spaces/objects-marks.ts'
import { toCronJobFacts, toDeploymentFacts, toJobFacts, toReplicaSetFacts } from './objects-controllers.ts'
import { toDiskFacts, toServiceFacts } from './objects-surroundings.ts'

export const deploymentsKind = watchKind({
  name: 'deployments',
  path: '/apis/apps/v1/deployments',
  isNamespaced: true,
  toItem: toDeploymentFacts,
})

export const replicaSetsKind = watchKind({
  name: 'replicaSets',
  path: '/apis/apps/v1/replicasets',
  isNamespaced: true,
  toItem: toReplicaSetFacts,
})

/** Those of file servers are none of anybody's workloads. */
export const jobsKind = watchKind({
  name: 'jobs',
  path: '/apis/batch/v1/jobs',
  isNamespaced: true,
  query: { labelSelector: `!${FILE_SERVER_LABEL}` },
  toItem: toJobFacts,
})

export const cronJobsKind = watchKind({
  name: 'cronJobs',
  path: '/apis/batch/v1/cronjobs',
  isNamespaced: true,
  toItem: toCronJobFacts,
})

export const servicesKind = watchKind({
  name: 'services',
  path: '/api/v1/services',
  isNamespaced: true,
  toItem: toServiceFacts,
})

/** What is behind claims. Without them, a workload that waits for another node's disk is explained less well. */
export const disksKind = watchKind({
  name: 'disks',
  path: '/api/v1/persistentvolumes',
  isNamespaced: false,
  isOptional: true,
  toItem: (raw: KubeObject) => (isOfSpace(raw) ? toDiskFacts(raw) : null),
})

function isOfSpace({ spec }: KubeObject): boolean {
  const claim = (spec as { claimRef?: { namespace?: unknown } | null } | undefined)?.claimRef
  return typeof claim?.namespace === 'string' && claim.namespace.endsWith('-storage')
}
