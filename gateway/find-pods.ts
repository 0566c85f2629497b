import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { listObjects } from '#lib/kube/verbs.ts'
import { isManagedObject, LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import { toPodFacts } from '#lib/workloads/objects-pods.ts'
import { isTrue } from '#lib/workloads/objects-facts.ts'
import type { WebRoute } from '#lib/workloads/schema-tickets.ts'
import type { FoundPod } from './find-server.ts'

/** Shorter than an address takes to be given to another pod. */
const KEPT_MS = 2000
/** A workload that starts is looked up for everybody who waits. */
const KEPT_NOTHING_MS = 300
const KEPT_MAX = 2000

/** Finds the pods behind web addresses by the rights that the gateway has in each space. */
export class PodFinder {
  private readonly client: KubeClient
  private readonly known = new Map<string, { until: number; pods: Promise<FoundPod[]> }>()
  private turn = 0

  constructor(client: KubeClient) {
    this.client = client
  }

  /** One that answers, in turns; null when there is none. Throws what `lib/kube` throws. */
  async find(route: WebRoute): Promise<FoundPod | null> {
    const pods = await this.list(route)
    this.turn = (this.turn + 1) % 1_000_000
    return pods[this.turn % pods.length] ?? null
  }

  forget(route: WebRoute): void {
    this.known.delete(toKey(route))
  }

  private list(route: WebRoute): Promise<FoundPod[]> {
    const key = toKey(route)
    const kept = this.known.get(key)
    if (kept && performance.now() < kept.until) return kept.pods
    if (this.known.size >= KEPT_MAX) this.known.clear()
    const pods = this.look(route)
    const entry = { until: performance.now() + KEPT_MS, pods }
    this.known.set(key, entry)
    pods.then(
      ({ length }) => {
        if (length === 0) entry.until = performance.now() + KEPT_NOTHING_MS
      },
      () => this.known.delete(key),
    )
    return pods
  }

  private async look(route: WebRoute): Promise<FoundPod[]> {
    const labelSelector = `${LAUNCH_LABEL}=${route.launchId}`
    const { namespace } = route
    const pods = await listObjects(this.client, { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector })
    return selectPods(route, pods)
  }
}

function toKey({ namespace, launchId, port, owners }: WebRoute): string {
  return `${namespace}/${launchId}:${port} ${owners.join(' ')}`
}

/**
 * Only what a ReplicaSet of the workload controls, at the address that the kubelet reports. A Service or an EndpointSlice
 * is never asked: somebody could write any address into it.
 */
export function selectPods({ namespace, launchId, port, owners }: WebRoute, pods: readonly KubeObject[]): FoundPod[] {
  return pods.flatMap((raw) => {
    const { metadata } = raw
    const owner = metadata.ownerReferences?.find(({ controller }) => controller)
    const isOfSet = owner?.apiVersion === 'apps/v1' && owner.kind === 'ReplicaSet' && owners.includes(owner.uid)
    const isOfLaunch = metadata.namespace === namespace && metadata.labels?.[LAUNCH_LABEL] === launchId
    if (!isOfSet || !isOfLaunch || !isManagedObject(raw) || usesHostNetwork(raw)) return []
    const { ip, phase, conditions, deletingSince, uid, name } = toPodFacts(raw)
    const isAnswering = phase === 'Running' && deletingSince === null && isTrue(conditions, 'Ready')
    return ip !== null && isAnswering ? [{ namespace, name, pod: name, uid, ip, port }] : []
  })
}

/** Its address would be the machine's, where other programs listen. */
export function usesHostNetwork({ spec }: KubeObject): boolean {
  return (spec as { hostNetwork?: unknown } | undefined)?.hostNetwork === true
}
