import type { SpaceScope } from '#lib/auth/authorize.ts'
import { readConsumption } from '#lib/usage/operations.ts'
import type { Consumption } from '#lib/usage/schema.ts'
import { listPods } from './explain.ts'
import { toWorkloadKind } from './objects-map.ts'
import { lookAt, readIndex } from './operations-looks.ts'
import { listFacts, toKey } from './operations-shown.ts'

/**
 * What each workload that runs uses now, by "kind/name"; what nothing has measured is left out. It changes all the time,
 * so lists ask for it and no stream tells of it.
 */
export function listConsumption({ namespace }: SpaceScope): Record<string, Consumption> {
  const index = readIndex(lookAt(namespace))
  const found: Record<string, Consumption> = {}
  for (const facts of listFacts(index)) {
    const running = listPods(facts, index).filter(({ phase }) => phase === 'Running')
    if (running.length === 0) continue
    const uids = running.map(({ uid }) => uid)
    const last = readConsumption(namespace, uids).at(-1)
    if (last) found[toKey({ kind: toWorkloadKind(facts.kind), name: facts.name })] = last
  }
  return found
}
