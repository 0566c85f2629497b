import { diagnoseDeletion } from './explain-deletion.ts'
import type { ExplainContext } from './explain-evidence.ts'
import { explainCronJob, explainJob } from './explain-jobs.ts'
import { toExplanation } from './explain-reasons.ts'
import { explainDeployment } from './explain-services.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import type { ObjectIndex } from './objects-index.ts'
import type { PodFacts } from './objects-pods.ts'
import type { Explanation } from './schema.ts'

/**
 * Why a workload is as it is, by what the cluster says about it and everything below it: Deployment, ReplicaSet, pod,
 * claim and disk, with the events of each. Asks nobody; what it does not know it calls unknown.
 */
export function explain(workload: WorkloadFacts, index: ObjectIndex, nowMs: number): Explanation {
  const context: ExplainContext = { index, nowMs }
  if (workload.deletingSince !== null)
    return toExplanation(diagnoseDeletion(workload, listPods(workload, index), context))
  switch (workload.kind) {
    case 'Deployment':
      return explainDeployment(workload, context)
    case 'Job':
      return explainJob(workload, context)
    case 'CronJob':
      return explainCronJob(workload, context)
  }
}

/** All pods below a workload, through whatever made them. */
export function listPods({ kind, uid }: WorkloadFacts, index: ObjectIndex): PodFacts[] {
  const ofOwner = (owner: { uid: string }) => index.podsByOwner.get(owner.uid) ?? []
  if (kind === 'Deployment') return (index.replicaSetsByOwner.get(uid) ?? []).flatMap(ofOwner)
  if (kind === 'CronJob') return (index.jobsByOwner.get(uid) ?? []).flatMap(ofOwner)
  return [...ofOwner({ uid })]
}
