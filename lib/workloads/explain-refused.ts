import { MANAGED_BY, MANAGED_BY_LABEL } from '#lib/auth/managed-namespace.ts'
import { listPods } from './explain.ts'
import { diagnoseListeners } from './explain-listeners.ts'
import { diagnoseProbe } from './explain-probes.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import { isTrue } from './objects-facts.ts'
import type { ObjectIndex } from './objects-index.ts'
import { parseWeb, WEB_ANNOTATION } from './objects-labels.ts'
import type { PodFacts } from './objects-pods.ts'

/** A port that takes no connections although its container runs: a look inside would say why. */
export interface RefusedPort {
  readonly pod: PodFacts
  readonly container: string
  readonly port: number
}

export const REFUSED_REASONS: readonly string[] = ['probe-refused', 'listens-on-loopback', 'wrong-port']

/** Ports of a workload that refuse the cluster's probes, or whose web address is known to lead nowhere. */
export function listRefused(workload: WorkloadFacts, index: ObjectIndex, nowMs: number): RefusedPort[] {
  const ofProbes = listOwnPods(workload, index).flatMap((pod) =>
    pod.statuses.flatMap((status): RefusedPort[] => {
      if (status.runningSince === null || status.isReady || status.isInit) return []
      const { reason, parameters } = diagnoseProbe(pod, status, { index, nowMs })
      const port = Number(parameters?.['port'] ?? 0)
      return REFUSED_REASONS.includes(reason) && port > 0 ? [{ pod, container: status.name, port }] : []
    }),
  )
  const ofWeb = listWebPorts(workload, index).filter(
    ({ pod, port }) => diagnoseListeners(index.listeners.get(pod.uid), port) !== null,
  )
  return [...ofProbes, ...ofWeb]
}

/** The port of the web address in each pod that is taken for ready. */
export function listWebPorts(workload: WorkloadFacts, index: ObjectIndex): RefusedPort[] {
  const web = parseWeb(workload.annotations[WEB_ANNOTATION])
  if (!web || workload.kind !== 'Deployment') return []
  return listOwnPods(workload, index).flatMap((pod) => {
    const container = pod.statuses.find(({ isInit, runningSince }) => !isInit && runningSince !== null)
    return container && isTrue(pod.conditions, 'Ready') ? [{ pod, container: container.name, port: web.port }] : []
  })
}

/** What Moorage did not make is shown and left alone. */
function listOwnPods(workload: WorkloadFacts, index: ObjectIndex): PodFacts[] {
  return listPods(workload, index).filter(
    ({ labels, deletingSince }) => labels[MANAGED_BY_LABEL] === MANAGED_BY && deletingSince === null,
  )
}
