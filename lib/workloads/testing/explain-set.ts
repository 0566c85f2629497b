import type { KubeObject } from '#lib/kube/object.ts'
import { explain } from '../explain.ts'
import { indexObjects } from '../objects-index.ts'
import type { ClusterObjects } from '../objects-index.ts'
import { toClusterObjects } from '../objects-read.ts'
import type { Explanation } from '../schema.ts'
import { deployment, NOW_MS, podWith, replicaSet } from './objects.ts'
import { node } from './surroundings.ts'
import { readExplanation } from './sentences.ts'

/** Explains the one workload of a set; throws where a sentence for it is missing, in any language. */
export function explainSet(objects: KubeObject[], more: Partial<ClusterObjects> = {}): Explanation {
  const index = indexObjects({ ...toClusterObjects(objects), ...more })
  const [workload] = index.workloads
  if (!workload) throw new Error('there is nothing to explain')
  const explanation = explain(workload, index, NOW_MS)
  readExplanation(explanation)
  return explanation
}

/** A Deployment of one replica whose pod is this, with what else there is. */
export function explainPod(one: KubeObject, ...more: KubeObject[]): Explanation {
  return explainSet([deployment(), replicaSet(), one, node(), ...more])
}

/** A pod whose one container waits. */
export function waiting(reason: string, message = ''): KubeObject {
  return podWith({ waiting: { reason, message } })
}

/** One whose image was not given out. */
export function pulled(answer: string): KubeObject {
  const attempt = 'failed to pull and unpack image "registry.example/web:1.2": failed to resolve image: '
  return waiting('ErrImagePull', attempt + answer)
}
