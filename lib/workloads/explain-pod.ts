import { diagnoseCreation, diagnoseEnds } from './explain-container.ts'
import { diagnoseDeletingPod, diagnoseNode } from './explain-deletion.ts'
import {
  findEvent,
  hasLasted,
  toConditionEvidence,
  toContainerEvidence,
  toEventEvidence,
  toObjectEvidence,
} from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import { diagnoseImage, diagnosePulling } from './explain-image.ts'
import { addPreemption } from './explain-preemption.ts'
import { diagnoseProbe } from './explain-probes.ts'
import { pickWorst } from './explain-reasons.ts'
import type { Diagnosis } from './explain-reasons.ts'
import { diagnoseScheduling } from './explain-scheduling.ts'
import { diagnoseMounts } from './explain-volumes.ts'
import { findCondition, isTrue } from './objects-facts.ts'
import type { ContainerFacts, PodFacts } from './objects-pods.ts'

const SANDBOX_GRACE_SECONDS = 20

/** What keeps one pod from doing its work; null for one that does, that has done it, or that is on its way out. */
export function diagnosePod(pod: PodFacts, context: ExplainContext): Diagnosis | null {
  if (pod.deletingSince !== null) return diagnoseDeletingPod(pod, context)
  if (pod.phase === 'Succeeded') return null
  if (pod.phase === 'Failed') return diagnoseFailedPod(pod, context)
  if (pod.nodeName === null) return addPreemption(pod, diagnoseScheduling(pod, context), context)
  const ofNode = diagnoseNode(pod, context)
  if (ofNode) return ofNode
  const found = pickWorst(pod.statuses.map((status) => diagnoseContainer(pod, status, context)))
  if (found) return found
  if (isTrue(pod.conditions, 'Ready')) return null
  return diagnoseStart(pod, context)
}

function diagnoseContainer(pod: PodFacts, status: ContainerFacts, context: ExplainContext): Diagnosis | null {
  const { waiting } = status
  const ofWaiting = diagnoseImage(pod, status, context) ?? diagnoseCreation(pod, status)
  if (ofWaiting) return ofWaiting
  const ofEnds = diagnoseEnds(pod, status, context)
  if (ofEnds) return ofEnds
  if (status.runningSince !== null && !status.isReady && !status.isInit) return diagnoseProbe(pod, status, context)
  if (!waiting || /^(ContainerCreating|PodInitializing|CrashLoopBackOff)?$/.test(waiting.reason)) return null
  return {
    reason: 'unknown',
    parameters: { object: pod.name },
    evidence: [toContainerEvidence(pod, status, `${waiting.reason} ${waiting.message}`.trim())],
  }
}

/** A pod with a node whose containers do not run yet and have not been refused. */
function diagnoseStart(pod: PodFacts, context: ExplainContext): Diagnosis {
  const since = findCondition(pod.conditions, 'PodScheduled')?.since ?? pod.startedAt
  const ofMounts = diagnoseMounts(pod, context)
  const ofImage = diagnosePulling(pod, context)
  const ofNetwork = diagnoseSandbox(pod, context)
  return (
    pickWorst([ofMounts && !ofImage ? ofMounts : null, ofImage, ofNetwork]) ?? { reason: 'container-starting', since }
  )
}

function diagnoseSandbox(pod: PodFacts, context: ExplainContext): Diagnosis | null {
  const event = findEvent(pod, context, { reason: /^(FailedCreatePodSandBox|Pulling|Pulled|Created|Started)$/ })
  if (event?.reason !== 'FailedCreatePodSandBox' || !hasLasted(event.firstAt, SANDBOX_GRACE_SECONDS, context))
    return null
  return {
    reason: 'network-setup-failed',
    parameters: { node: pod.nodeName ?? '' },
    evidence: [toEventEvidence(event)],
    since: event.firstAt,
  }
}

/** A pod that has ended for good, and not well. */
function diagnoseFailedPod(pod: PodFacts, context: ExplainContext): Diagnosis {
  const target = findCondition(pod.conditions, 'DisruptionTarget')
  const since = target?.since ?? pod.statuses[0]?.end?.finishedAt ?? null
  const evidence = target
    ? [toConditionEvidence(pod, target)]
    : [toObjectEvidence(pod, `${pod.reason} ${pod.message}`.trim() || 'Failed', since)]
  const preempted = findEvent(pod, context, { reason: /^(Preempted|Preempting)$/ })
  if (target?.reason === 'PreemptionByScheduler' || pod.reason === 'Preempting' || preempted) {
    return {
      reason: 'preempted',
      parameters: { object: pod.name },
      evidence: preempted ? [...evidence, toEventEvidence(preempted)] : evidence,
      since,
    }
  }
  if (pod.reason === 'Evicted') return { ...diagnoseEviction(pod), evidence, since }
  if (pod.reason === 'DeadlineExceeded')
    return { reason: 'pod-time-limit', parameters: { object: pod.name }, evidence, since }
  if (pod.reason === 'NodeLost' || target?.reason === 'DeletionByTaintManager') {
    return { reason: 'node-not-ready', parameters: { node: pod.nodeName ?? '' }, evidence, since }
  }
  if (target?.reason === 'EvictionByEvictionAPI' || pod.reason === 'NodeShutdown' || pod.reason === 'Terminated') {
    return {
      reason: 'evicted',
      parameters: { node: pod.nodeName ?? '', detail: target?.message ?? pod.message },
      evidence,
      since,
    }
  }
  const ofContainers = pickWorst(
    pod.statuses.map((status) => diagnoseImage(pod, status, context) ?? diagnoseEnds(pod, status, context)),
  )
  return ofContainers ?? { reason: 'unknown', parameters: { object: pod.name }, evidence, since }
}

function diagnoseEviction(pod: PodFacts): Pick<Diagnosis, 'reason' | 'parameters'> {
  const { message } = pod
  const parameters = { node: pod.nodeName ?? '', detail: message.trim().slice(0, 300) }
  const limit = /(?:exceeds the (?:total )?limit|ephemeral storage limit)[^"\d]*"?([0-9.]+[A-Za-z]*)/.exec(message)?.[1]
  if (/ephemeral (local )?storage (usage exceeds|limit)|local ephemeral storage limit|EmptyDir volume/.test(message)) {
    return { reason: 'scratch-full', parameters: { ...parameters, limit: limit ?? '' } }
  }
  if (/low on resource: memory|MemoryPressure/.test(message)) return { reason: 'evicted-memory', parameters }
  if (/low on resource: (ephemeral-storage|inodes|nodefs|imagefs)|DiskPressure/.test(message))
    return { reason: 'evicted-disk', parameters }
  return { reason: 'evicted', parameters }
}
