import type { KubeObject } from '#lib/kube/object.ts'
import { explain } from '#lib/workloads/explain.ts'
import { indexObjects } from '#lib/workloads/objects-index.ts'
import { toClusterObjects } from '#lib/workloads/objects-read.ts'
import { deployment, event, NOW_MS, podWith, replicaSet } from '#lib/workloads/testing/objects.ts'
import { node } from '#lib/workloads/testing/surroundings.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'

const WORKLOADS = 1000
const ROUNDS = 20

/** A thousand services of which none works, each with its pod and what the cluster said about it. */
export function measureExplain(): Figure[] {
  const objects = Array.from({ length: WORKLOADS }, (_, number) => buildBroken(number)).flat()
  const index = indexObjects(toClusterObjects([...objects, node()]))
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now()
    for (const workload of index.workloads) explain(workload, index, NOW_MS)
    times.push(performance.now() - startedMs)
  }
  return [buildFigure(`explain ${WORKLOADS} workloads, p95`, getQuantile(times, 0.95), 'ms', { target: '<= 50' })]
}

function buildBroken(number: number): KubeObject[] {
  const owned = (kind: string, uid: string) => ({
    ownerReferences: [{ apiVersion: 'apps/v1', kind, name: uid, uid, controller: true }],
  })
  const broken = podWith({ waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } })
  const pod = { kind: 'Pod', name: `web-${number}-x`, uid: `p-${number}` }
  return [
    deployment({ metadata: { name: `web-${number}`, uid: `d-${number}` } }),
    replicaSet({ metadata: { uid: `rs-${number}`, ...owned('Deployment', `d-${number}`) } }),
    {
      ...broken,
      metadata: { ...broken.metadata, name: pod.name, uid: pod.uid, ...owned('ReplicaSet', `rs-${number}`) },
    },
    event({ object: pod, reason: 'Failed', message: 'Failed to pull image "registry.example/web:1.2": not found' }),
    event({ object: pod, reason: 'BackOff', message: 'Back-off pulling image "registry.example/web:1.2"' }),
  ]
}
