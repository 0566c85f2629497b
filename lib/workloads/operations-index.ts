import { readUsage } from '#lib/usage/operations.ts'
import { nodesKind } from '#lib/usage/operations-kubelet.ts'
import { claimsKind, podsKind, storageClassesKind } from '#lib/storage/operations-cache.ts'
import { indexObjects } from './objects-index.ts'
import type { ObjectIndex } from './objects-index.ts'
import type { EventFacts } from './objects-surroundings.ts'
import {
  cronJobsKind,
  deploymentsKind,
  disksKind,
  jobsKind,
  replicaSetsKind,
  servicesKind,
} from './operations-cache.ts'
import { readListeners } from './operations-listeners.ts'

/** All that is known of a space and what lies below it. `events` are those of the space, as far as somebody follows them. */
export function buildIndex(namespace: string, events: readonly EventFacts[]): ObjectIndex {
  const claims = claimsKind.list(namespace)
  const pods = podsKind.list(namespace).map(({ facts }) => facts)
  return indexObjects({
    deployments: deploymentsKind.list(namespace),
    replicaSets: replicaSetsKind.list(namespace),
    jobs: jobsKind.list(namespace),
    cronJobs: cronJobsKind.list(namespace),
    services: servicesKind.list(namespace),
    pods,
    events,
    // Before the first list is complete, nothing is missing.
    claims: claimsKind.isSynced ? claims.map(({ facts }) => facts) : undefined,
    disks: claims.flatMap(({ facts }) =>
      facts.volumeName === null ? [] : (disksKind.get({ name: facts.volumeName }) ?? []),
    ),
    nodes: nodesKind.list().map(({ facts }) => facts),
    lateClasses: storageClassesKind.list().flatMap(({ name, waitsForFirstUse }) => (waitsForFirstUse ? [name] : [])),
    usage: new Map(
      claims.flatMap(({ name, capacityBytes }) => {
        const used = readUsage({ namespace, name })
        if (!used || capacityBytes === null) return []
        return [[`${namespace}/${name}`, { usedBytes: used.usedBytes, capacityBytes }] as const]
      }),
    ),
    listeners: readListeners(pods),
  })
}
