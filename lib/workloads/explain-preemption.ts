import { toEventEvidence } from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import type { Diagnosis, Reason } from './explain-reasons.ts'
import { getPodFamily, toMs } from './objects-index.ts'
import type { PodFacts } from './objects-pods.ts'
import type { JobFacts } from './objects-controllers.ts'

/** A controller makes the next pod at once, and a job after a pause that grows with each try. */
const REPLACED_WITHIN_MS = 6 * 60_000
/** The scheduler tells of it only after it has done it. */
const TOLD_WITHIN_MS = 10_000
/** As long as the cluster lets the beginning of a pod's name be; its own five characters come after it. */
const NAME_START = 58

/** What a pod finds no node for means more where the one before it had to go: it is not new, and did nothing wrong. */
const WAITS: ReadonlySet<Reason> = new Set([
  'waiting-for-node',
  'no-node-fits',
  'too-little-cpu',
  'too-little-memory',
  'too-little-gpu',
  'too-little-resource',
  'too-little-scratch',
  'too-many-pods',
])

/** Why a pod has no node, said together with what became of the pod whose place it takes. */
export function addPreemption(pod: PodFacts, waiting: Diagnosis, { index }: ExplainContext): Diagnosis {
  const event = WAITS.has(waiting.reason) ? index.preemptions.get(getPodFamily(pod)) : undefined
  if (!event) return waiting
  const afterMs = toMs(pod.createdAt) - toMs(event.lastAt)
  if (afterMs < -TOLD_WITHIN_MS || afterMs > REPLACED_WITHIN_MS) return waiting
  return {
    ...waiting,
    reason: 'preempted-waiting',
    evidence: [toEventEvidence(event), ...(waiting.evidence ?? [])],
    since: event.lastAt,
  }
}

/** A job whose pod had to make room: that pod is deleted, and nothing but what was said of it is left. */
export function diagnosePreemptedJob(job: JobFacts, { index }: ExplainContext): Diagnosis | null {
  const event = index.preemptions.get(`${job.namespace}/${`${job.name}-`.slice(0, NAME_START)}`)
  // An earlier job may have had the same name.
  if (!event || toMs(event.lastAt) < toMs(job.createdAt)) return null
  return {
    reason: 'preempted',
    parameters: { object: event.objectName },
    evidence: [toEventEvidence(event)],
    since: event.lastAt,
  }
}
