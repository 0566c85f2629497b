import { hasLasted, toObjectEvidence } from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import type { Diagnosis } from './explain-reasons.ts'
import type { Facts } from './objects-facts.ts'
import { toMs } from './objects-index.ts'
import type { PodFacts } from './objects-pods.ts'

/** How much longer than its own time a pod may take: the kubelet has to unmount its volumes as well. */
const SPARE_SECONDS = 60
const OBJECT_SECONDS = 120
/** These are taken off by the cluster itself, as soon as what belongs to the object is gone. */
const CLUSTER_FINALIZERS = ['foregroundDeletion', 'orphan', 'batch.kubernetes.io/job-tracking']

/** A pod that should have ended by now; null for one that is on its way. */
export function diagnoseDeletingPod(pod: PodFacts, context: ExplainContext): Diagnosis | null {
  if (pod.deletingSince === null) return null
  // The time of deletion is the one at which the pod's own time is over.
  const isLate = hasLasted(pod.deletingSince, SPARE_SECONDS, context)
  if (!isLate) return null
  const node = pod.nodeName === null ? undefined : context.index.nodes.get(pod.nodeName)
  const about = { parameters: { object: pod.name, node: pod.nodeName ?? '', finalizer: '' }, since: pod.deletingSince }
  const evidence = [toObjectEvidence(pod, 'deletionTimestamp', pod.deletingSince)]
  if (node && !node.isReady) return { ...about, reason: 'stuck-on-node', evidence: [...evidence, toNodeEvidence(node)] }
  const finalizer = pod.finalizers.find((one) => !CLUSTER_FINALIZERS.includes(one))
  if (finalizer)
    return { ...about, parameters: { ...about.parameters, finalizer }, reason: 'stuck-on-finalizer', evidence }
  return { ...about, reason: 'stuck-terminating', evidence }
}

/** A workload that is being deleted, with its pods. */
export function diagnoseDeletion(workload: Facts, pods: readonly PodFacts[], context: ExplainContext): Diagnosis {
  const stuck = pods.map((pod) => diagnoseDeletingPod(pod, context)).find((one) => one !== null)
  if (stuck) return stuck
  const since = workload.deletingSince
  const about = { parameters: { object: workload.name, finalizer: '', node: '' }, since }
  const evidence = [toObjectEvidence(workload, 'deletionTimestamp', since)]
  if (!hasLasted(since, OBJECT_SECONDS, context)) return { ...about, reason: 'deleting', evidence }
  const finalizer = workload.finalizers.find((one) => !CLUSTER_FINALIZERS.includes(one))
  if (finalizer)
    return { ...about, parameters: { ...about.parameters, finalizer }, reason: 'stuck-on-finalizer', evidence }
  return { ...about, reason: pods.length > 0 ? 'deleting' : 'stuck-terminating', evidence }
}

/** A pod on a machine that is not heard of: what is said of it is old. */
export function diagnoseNode(pod: PodFacts, context: ExplainContext): Diagnosis | null {
  const node = pod.nodeName === null ? undefined : context.index.nodes.get(pod.nodeName)
  if (!node || node.isReady) return null
  const since = node.notReadySince
  // One missed heartbeat is no outage.
  if (toMs(since) > context.nowMs - NODE_GRACE_MS) return null
  return {
    reason: 'node-not-ready',
    parameters: { node: node.name },
    evidence: [toNodeEvidence(node)],
    since,
    target: node.name,
  }
}

const NODE_GRACE_MS = 5000

function toNodeEvidence(node: { name: string; notReadyText: string; notReadySince: string | null }) {
  return {
    ...toObjectEvidence({ kind: 'Node', name: node.name }, node.notReadyText || 'NotReady', node.notReadySince),
    code: 'NotReady',
  }
}
