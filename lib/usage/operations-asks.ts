import { getEnv } from '#lib/env.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { addUpContainers } from './objects-containers.ts'
import type { ContainerUsage } from './objects-containers.ts'
import type { ClaimUsage, PodUsage } from './objects.ts'
import { nodesKind, readNodeUsage } from './operations-kubelet.ts'
import { readContainerMetrics } from './operations-metrics.ts'
import { readPrometheusClaims, readPrometheusContainers } from './operations-prometheus.ts'

/** The namespaces that somebody looks at. */
interface Looks {
  volumes: readonly string[]
  pods: readonly string[]
}

export interface Ask {
  /** Who is asked, and for what. */
  source: string
  read: () => Promise<{ claims?: ClaimUsage[]; pods?: PodUsage[] }>
}

export interface Turn {
  key: string
  everyMs: number
}

/** A kubelet measures volumes once a minute, what runs about every ten seconds; asking more often tells nothing new. */
const VOLUMES_EVERY_MS = 30_000
const PODS_EVERY_MS = 15_000

/** Whom to ask now for what somebody looks at; `takeTurn` says whose turn it is, and remembers it. */
export function listAsks(looks: Looks, takeTurn: (turn: Turn) => boolean): Ask[] {
  const { usageSource } = getEnv()
  if (usageSource === 'kubelet') return listNodeAsks(looks, takeTurn)
  const pods = looks.pods.filter(
    (name) => listLivingPods(name).length > 0 && takeTurn({ key: `pods/${name}`, everyMs: PODS_EVERY_MS }),
  )
  if (usageSource === 'metrics') return listMetricsAsks(pods)
  if (usageSource === 'none') return []
  const volumes = looks.volumes.filter(
    (name) =>
      listLivingPods(name).some(({ claims }) => claims.length > 0) &&
      takeTurn({ key: `volumes/${name}`, everyMs: VOLUMES_EVERY_MS }),
  )
  return listPrometheusAsks({ volumes, pods })
}

function listNodeAsks(looks: Looks, takeTurn: (turn: Turn) => boolean): Ask[] {
  const everyMs = new Map<string, number>()
  for (const namespace of looks.volumes) {
    for (const { nodeName, claims } of listLivingPods(namespace)) {
      if (nodeName !== null && claims.length > 0) everyMs.set(nodeName, VOLUMES_EVERY_MS)
    }
  }
  for (const namespace of looks.pods) {
    for (const { nodeName } of listLivingPods(namespace)) if (nodeName !== null) everyMs.set(nodeName, PODS_EVERY_MS)
  }
  return [...everyMs].flatMap(([name, ms]) => {
    // Its list may not be complete yet: the next look asks.
    const node = nodesKind.get({ name })
    if (!node || !takeTurn({ key: `node/${name}`, everyMs: ms })) return []
    return [{ source: name, read: () => readNodeUsage(node) }]
  })
}

function listMetricsAsks(namespaces: readonly string[]): Ask[] {
  if (namespaces.length === 0) return []
  const read = async () => ({ pods: identifyPods(await readContainerMetrics(namespaces)) })
  return [{ source: 'metrics.k8s.io', read }]
}

function listPrometheusAsks({ volumes, pods }: Looks): Ask[] {
  const asks: Ask[] = []
  if (volumes.length > 0) {
    const read = async () => ({ claims: await readPrometheusClaims(volumes) })
    asks.push({ source: 'Prometheus, for volumes', read })
  }
  if (pods.length > 0) {
    const read = async () => ({ pods: identifyPods(await readPrometheusContainers(pods)) })
    asks.push({ source: 'Prometheus, for pods', read })
  }
  return asks
}

const listLivingPods = (namespace: string) => podsKind.list(namespace).filter(({ isFinished }) => !isFinished)

function identifyPods(usages: readonly ContainerUsage[]): PodUsage[] {
  return addUpContainers(usages, (ref) => {
    const pod = podsKind.get(ref)
    return pod && { uid: pod.uid, startedAt: pod.startedAt, containers: pod.facts.statuses }
  })
}
