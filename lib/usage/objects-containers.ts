import type { PodUsage } from './objects.ts'
import type { Consumption } from './schema.ts'

/** What one container uses, as a source says that knows pods by name only. */
export interface ContainerUsage extends Consumption {
  namespace: string
  pod: string
  /** Null: all of the pod together. */
  container: string | null
}

/** A pod, as far as it has to be known to say what it uses. */
export interface MeasuredPod {
  uid: string
  startedAt: string | null
  containers: readonly { name: string; runningSince: string | null }[]
}

/**
 * What each pod uses: all of its containers that run, each measured since it was started, or else the pod as a whole.
 * Without either it is left out: a sum would be too small, or that of another pod which had its name.
 */
export function addUpContainers(
  usages: readonly ContainerUsage[],
  findPod: (ref: { namespace: string; name: string }) => MeasuredPod | undefined,
): PodUsage[] {
  const byPod = new Map<string, ContainerUsage[]>()
  for (const usage of usages) {
    const key = `${usage.namespace}/${usage.pod}`
    byPod.set(key, [...(byPod.get(key) ?? []), usage])
  }
  return [...byPod.values()].flatMap((measured) => {
    const [first] = measured
    const pod = first && findPod({ namespace: first.namespace, name: first.pod })
    return (pod && first && addUp(pod, measured, first.namespace)) ?? []
  })
}

function addUp(pod: MeasuredPod, measured: readonly ContainerUsage[], namespace: string): PodUsage | null {
  const running = pod.containers.filter(({ runningSince }) => runningSince !== null)
  if (running.length === 0) return null
  const findNewest = (name: string | null, since: string | null) =>
    measured
      .filter(({ container, at }) => container === name && Date.parse(at) >= Date.parse(since ?? ''))
      .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
      .slice(0, 1)
  const single = running.flatMap(({ name, runningSince }) => findNewest(name, runningSince))
  const counted = single.length === running.length ? single : findNewest(null, pod.startedAt)
  if (counted.length === 0) return null
  return {
    namespace,
    uid: pod.uid,
    cpuMillicores: Math.round(counted.reduce((sum, { cpuMillicores }) => sum + cpuMillicores, 0)),
    memoryBytes: counted.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
    // Never newer than any part of it.
    at: counted.map(({ at }) => at).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? '',
  }
}
