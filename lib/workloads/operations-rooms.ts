import { nodesKind } from '#lib/usage/operations-kubelet.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { listOutsidePods } from '#lib/storage/operations-outside.ts'
import { toNodeRooms } from './preflight-nodes.ts'
import type { NodeRoom } from './preflight-nodes.ts'

/** All pods of the cluster are added up, which is too much for each key that somebody presses. */
const KEPT_MS = 2000

let kept: { untilMs: number; rooms: NodeRoom[] } | undefined

/** What the machines have and what is free on them; null while they are not known. */
export function readNodeRooms(): NodeRoom[] | null {
  if (!nodesKind.isSynced) return null
  const now = performance.now()
  if (!kept || now > kept.untilMs) {
    const pods = podsKind.isSynced ? [...podsKind.list().map(({ facts }) => facts), ...listOutsidePods()] : null
    kept = {
      untilMs: now + KEPT_MS,
      rooms: toNodeRooms(
        nodesKind.list().map(({ facts }) => facts),
        pods,
      ),
    }
  }
  return kept.rooms
}
