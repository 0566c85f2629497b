import { hasLasted, toConditionEvidence, toObjectEvidence } from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import { diagnoseListeners } from './explain-listeners.ts'
import { diagnosePod } from './explain-pod.ts'
import { getRank, pickWorst, toExplanation } from './explain-reasons.ts'
import type { Diagnosis } from './explain-reasons.ts'
import { diagnoseRefusal } from './explain-refusals.ts'
import type { DeploymentFacts, ReplicaSetFacts } from './objects-controllers.ts'
import { findCondition, isTrue } from './objects-facts.ts'
import { parseWeb, WEB_ANNOTATION } from './objects-labels.ts'
import type { PodFacts } from './objects-pods.ts'
import type { Explanation, WorkloadState } from './schema.ts'
import { LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'

/** Controllers answer within that time; a Service whose pods have just become ready has no endpoints yet. */
const NETWORK_GRACE_SECONDS = 15
const ADDRESS_GRACE_SECONDS = 60

export function explainDeployment(deployment: DeploymentFacts, context: ExplainContext): Explanation {
  const sets = context.index.replicaSetsByOwner.get(deployment.uid) ?? []
  const current = findCurrent(sets)
  const pods = sets.flatMap(({ uid }) => context.index.podsByOwner.get(uid) ?? [])
  const leaving = pods.filter(({ deletingSince }) => deletingSince !== null)
  if (deployment.wanted === 0) return explainStopped(deployment, pods, context)
  const wanted = pods.filter(
    (pod) => pod.deletingSince === null && (pod.ownerUid === current?.uid || pod.phase !== 'Failed'),
  )
  const problem = pickWorst([
    diagnoseRefusals(deployment, current, context),
    ...diagnosePods(wanted, context),
    // Only when nothing else is wrong: the new pod may wait for what the old one holds.
    ...leaving.map((pod) => diagnosePod(pod, context)),
  ])
  const replicas = { ready: deployment.ready, wanted: deployment.wanted }
  if (problem) {
    const parameters = { ...problem.parameters, ...replicas }
    const explanation = toExplanation({ ...problem, parameters })
    return { ...explanation, state: judge(deployment, problem, explanation.state) }
  }
  return explainHealthy(deployment, current, context)
}

/** Ended twice within that time, it is about to end a third time. */
const LOOP_SECONDS = 600
const SETTLED_SECONDS = 60

/** A failed pod whose place another one has taken is history, unless the next one has just failed as well. */
function diagnosePods(pods: readonly PodFacts[], context: ExplainContext): (Diagnosis | null)[] {
  const found = pods.map((pod) => ({ isOver: pod.phase === 'Failed', diagnosis: diagnosePod(pod, context) }))
  const living = found.filter(({ isOver }) => !isOver)
  const listEnded = (seconds: number) =>
    found.filter(({ isOver, diagnosis }) => isOver && !hasLasted(diagnosis?.since ?? null, seconds, context))
  const counting =
    living.length === 0 ? found : [...living, ...(listEnded(LOOP_SECONDS).length > 1 ? listEnded(SETTLED_SECONDS) : [])]
  return counting.map(({ diagnosis }) => diagnosis)
}

function findCurrent(sets: readonly ReplicaSetFacts[]): ReplicaSetFacts | undefined {
  let current: ReplicaSetFacts | undefined
  for (const set of sets) if (!current || set.revision > current.revision) current = set
  return current
}

/** From here on something is wrong that does not pass by itself within seconds. */
const ALARMING_RANK = 24

/** What is ready goes on working while something else starts or fails. */
function judge({ available }: DeploymentFacts, problem: Diagnosis, state: WorkloadState): WorkloadState {
  // A pod of it is on its way out, and it is not.
  if (state === 'deleting') return available === 0 ? 'waiting' : 'running'
  if (available === 0) return state === 'degraded' ? 'failed' : state
  if (state !== 'starting') return state === 'running' ? state : 'degraded'
  return getRank(problem) < ALARMING_RANK ? 'running' : 'degraded'
}

/** There is no pod to look at when none could be made: what refused it stands at the ReplicaSet. */
function diagnoseRefusals(
  deployment: DeploymentFacts,
  current: ReplicaSetFacts | undefined,
  context: ExplainContext,
): Diagnosis | null {
  const made = current
    ? (context.index.podsByOwner.get(current.uid) ?? []).filter((pod) => pod.deletingSince === null)
    : []
  if (current && current.wanted > made.length) {
    const refusal = diagnoseRefusal(current, context)
    if (refusal) return refusal
  }
  return current ? null : diagnoseRefusal(deployment, context)
}

function explainStopped(deployment: DeploymentFacts, pods: readonly PodFacts[], context: ExplainContext): Explanation {
  const living = pods.filter(({ phase }) => phase !== 'Failed' && phase !== 'Succeeded')
  const stuck = pickWorst(
    living.map((pod) => diagnosePod(pod, context)).filter((one) => one?.reason.startsWith('stuck')),
  )
  if (stuck) return toExplanation(stuck, 'stopping')
  const isStopping = living.length > 0 || deployment.replicas > 0
  const since = living[0]?.deletingSince ?? findCondition(deployment.conditions, 'Progressing')?.since ?? null
  return toExplanation({ reason: isStopping ? 'stopping' : 'stopped', since: isStopping ? since : null })
}

function explainHealthy(
  deployment: DeploymentFacts,
  current: ReplicaSetFacts | undefined,
  context: ExplainContext,
): Explanation {
  const { wanted, ready, updated, available, isObserved, conditions } = deployment
  const parameters = { ready, wanted }
  const progressing = findCondition(conditions, 'Progressing')
  // Until the controller has looked, a changed annotation seems to be a new version, too.
  const isNewest = isObserved || hasSameImages(deployment, current)
  const isThere = isNewest && updated >= wanted && ready >= wanted && available >= wanted
  if (isThere) {
    const since = findCondition(conditions, 'Available')?.since ?? null
    const ofNetwork = diagnoseNetwork(deployment, context)
    return toExplanation(ofNetwork ?? { reason: 'running', parameters, since })
  }
  if (progressing?.status === 'False') {
    return toExplanation(
      {
        reason: 'rollout-stuck',
        parameters,
        evidence: [toConditionEvidence(deployment, progressing)],
        since: progressing.since,
      },
      available > 0 ? 'degraded' : 'failed',
    )
  }
  const since = current?.createdAt ?? deployment.createdAt
  const isFirst = available === 0
  return toExplanation(
    { reason: isFirst ? 'accepted' : 'rolling-out', parameters, since },
    isFirst ? 'starting' : 'running',
  )
}

function hasSameImages({ template }: DeploymentFacts, current: ReplicaSetFacts | undefined): boolean {
  const toImages = (one: DeploymentFacts['template']) => one.containers.map(({ image }) => image).join(' ')
  return current !== undefined && toImages(current.template) === toImages(template)
}

/** It runs; whether anybody can get there. */
function diagnoseNetwork(deployment: DeploymentFacts, context: ExplainContext): Diagnosis | null {
  const launch = `${deployment.namespace}/${deployment.labels[LAUNCH_LABEL] ?? ''}`
  const { servicesByOwner, ingressesByOwner } = context.index
  const isNew = !hasLasted(
    findCondition(deployment.conditions, 'Available')?.since ?? null,
    NETWORK_GRACE_SECONDS,
    context,
  )
  if (isNew) return null
  const pods = listReadyPods(deployment, context)
  const ofWeb = diagnoseWeb(deployment, pods, context)
  if (ofWeb) return ofWeb
  for (const service of servicesByOwner.get(launch) ?? []) {
    const isEmpty = !pods.some((pod) =>
      Object.entries(service.selector).every(([key, value]) => pod.labels[key] === value),
    )
    if (!isEmpty || Object.keys(service.selector).length === 0) continue
    const evidence = [toObjectEvidence({ kind: 'Service', name: service.name }, JSON.stringify(service.selector), null)]
    return {
      reason: 'service-without-endpoints',
      parameters: { service: service.name },
      evidence,
      target: service.name,
    }
  }
  const ingress = (ingressesByOwner.get(launch) ?? []).find(
    (one) => one.addresses.length === 0 && hasLasted(one.createdAt, ADDRESS_GRACE_SECONDS, context),
  )
  if (!ingress) return null
  return {
    reason: 'ingress-without-address',
    parameters: { host: ingress.hosts[0] ?? '' },
    evidence: [toObjectEvidence({ kind: 'Ingress', name: ingress.name }, 'status.loadBalancer', ingress.createdAt)],
    target: ingress.name,
  }
}

/** Without a probe, a pod is ready whatever it listens on. */
function diagnoseWeb(
  { annotations }: DeploymentFacts,
  pods: readonly PodFacts[],
  { index }: ExplainContext,
): Diagnosis | null {
  const web = parseWeb(annotations[WEB_ANNOTATION])
  for (const { uid } of web ? pods : []) {
    const port = web?.port ?? 0
    const found = diagnoseListeners(index.listeners.get(uid), port)
    if (found) return { reason: found.reason, parameters: { port, otherPorts: found.otherPorts }, state: 'degraded' }
  }
  return null
}

function listReadyPods(deployment: DeploymentFacts, { index }: ExplainContext): PodFacts[] {
  const sets = index.replicaSetsByOwner.get(deployment.uid) ?? []
  return sets.flatMap(({ uid }) => index.podsByOwner.get(uid) ?? []).filter((pod) => isTrue(pod.conditions, 'Ready'))
}
