import type { KubeObject } from '#lib/kube/object.ts'
import { toCronJobFacts, toDeploymentFacts, toJobFacts, toReplicaSetFacts } from './objects-controllers.ts'
import type { ClusterObjects } from './objects-index.ts'
import { toPodFacts } from './objects-pods.ts'
import {
  toClaimFacts,
  toDiskFacts,
  toEventFacts,
  toIngressFacts,
  toNodeFacts,
  toServiceFacts,
} from './objects-surroundings.ts'

/** A set of objects of all kinds as one that can be explained; kinds that nothing is explained by are left out. */
export function toClusterObjects(objects: readonly KubeObject[]): ClusterObjects {
  const read = <T>(kind: string, toFacts: (raw: KubeObject) => T) =>
    objects.filter((object) => object.kind === kind).map((object) => toFacts(object))
  const lateClasses = objects
    .filter(({ kind, volumeBindingMode }) => kind === 'StorageClass' && volumeBindingMode === 'WaitForFirstConsumer')
    .map(({ metadata }) => metadata.name)
  return {
    deployments: read('Deployment', toDeploymentFacts),
    replicaSets: read('ReplicaSet', toReplicaSetFacts),
    jobs: read('Job', toJobFacts),
    cronJobs: read('CronJob', toCronJobFacts),
    pods: read('Pod', toPodFacts),
    events: read('Event', toEventFacts),
    claims: read('PersistentVolumeClaim', toClaimFacts),
    disks: read('PersistentVolume', toDiskFacts),
    nodes: read('Node', toNodeFacts),
    services: read('Service', toServiceFacts),
    ingresses: read('Ingress', toIngressFacts),
    lateClasses,
  }
}
