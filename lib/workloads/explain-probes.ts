import { findEvent, hasLasted, secondsSince, toEventEvidence } from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import { diagnoseListeners, listOthers } from './explain-listeners.ts'
import type { Diagnosis } from './explain-reasons.ts'
import { toMs } from './objects-index.ts'
import type { ContainerFacts, PodFacts } from './objects-pods.ts'

/** Programs take time to start; until then it is no news that they do not answer. */
const START_GRACE_SECONDS = 20
/** After the first 25 failures the kubelet tells of one in five minutes, however often it asks; older is no news of now. */
const STALE_SECONDS = 360

/** A container that runs and is not ready: why it does not answer. */
export function diagnoseProbe(pod: PodFacts, status: ContainerFacts, context: ExplainContext): Diagnosis {
  const event = findEvent(pod, context, { reason: /^(Unhealthy|ProbeWarning)$/ })
  const since = status.runningSince ?? pod.startedAt
  const isStarting = !hasLasted(since, START_GRACE_SECONDS, context)
  const isOfRun = event !== undefined && toMs(event.lastAt) >= toMs(since)
  const isStale = !isOfRun || hasLasted(event.lastAt, STALE_SECONDS, context)
  const port = findPort(pod, status)
  const parameters = { port, container: status.name, seconds: secondsSince(since, context) ?? 0 }
  if (isStarting || isStale)
    return { reason: 'waiting-for-ready', parameters, since, evidence: event ? [toEventEvidence(event)] : [] }
  const evidence = [toEventEvidence(event)]
  const { message } = event
  const code = /statuscode: (\d{3})/.exec(message)?.[1]
  if (code) return { reason: 'probe-status', parameters: { ...parameters, status: code }, evidence, since }
  if (/connection refused/.test(message)) {
    // Only who looked inside knows whether a program listens elsewhere.
    const listeners = context.index.listeners.get(pod.uid)
    const reason = diagnoseListeners(listeners, port)?.reason ?? 'probe-refused'
    return { reason, parameters: { ...parameters, otherPorts: listOthers(listeners ?? [], port) }, evidence, since }
  }
  if (/deadline exceeded|i\/o timeout|Client\.Timeout|timed out/i.test(message))
    return { reason: 'probe-timeout', parameters, evidence, since }
  return { reason: 'probe-failed', parameters: { ...parameters, detail: message.slice(0, 200) }, evidence, since }
}

/** 0: nothing on the network is asked. */
function findPort(pod: PodFacts, status: ContainerFacts): number {
  const container = pod.containers.find(({ name }) => name === status.name)
  const port = container?.probe?.port ?? 0
  return typeof port === 'number' ? port : (container?.ports.find(({ name }) => name === port)?.port ?? 0)
}
