import type { KubeObject } from '#lib/kube/object.ts'
import { toObjectKey } from '#lib/kube/object.ts'
import { toPodFacts } from '#lib/workloads/objects-pods.ts'
import type { NodeGuest } from '#lib/workloads/preflight-nodes.ts'

// Next.js may load this file more than once per process, and only one copy is told of changes.
const shared = globalThis as typeof globalThis & { moorageOutsidePods?: Map<string, NodeGuest> }
shared.moorageOutsidePods ??= new Map()
const pods = shared.moorageOutsidePods

/** What pods outside of all spaces take of their nodes, and nothing else of them: what is free is what they leave. */
export const outsidePods = {
  keep(raw: KubeObject): boolean {
    const { nodeName, phase, containers } = toPodFacts(raw)
    if (nodeName === null || phase === 'Succeeded' || phase === 'Failed') return false
    pods.set(toObjectKey(raw), { nodeName, phase, containers: containers.map(({ requests }) => ({ requests })) })
    return true
  },
  drop(key: string): void {
    pods.delete(key)
  },
}

export function listOutsidePods(): NodeGuest[] {
  return [...pods.values()]
}
