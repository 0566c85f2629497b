import { createAddressSets } from './address-sets.ts'
import type { AddressSets } from './address-sets.ts'
import { ALL_IPV4, formatIpv4Range } from './ipv4.ts'
import { toPeerRanges } from './peers.ts'
import { formatKey } from './pod.ts'
import type { Policy } from './policy.ts'
import type { PolicyState } from './policy-state.ts'
import { toPortMatches } from './port-matches.ts'
import { hasMatchingLabels } from './selector.ts'

type Direction = 'ingress' | 'egress'

export interface PolicyChains {
  /** Chain bodies by name: each line lets something pass on to the next check, the last drops the rest. */
  chains: ReadonlyMap<string, string[]>
  /** For each direction, the chain of every isolated pod by its address. */
  chainOf: Readonly<Record<Direction, ReadonlyMap<string, string>>>
  setLines: string[]
}

function toRuleLines(policy: Policy, direction: Direction, state: PolicyState, sets: AddressSets): string[] {
  return (policy[direction] ?? []).flatMap(({ peers, ports }) => {
    const ranges = toPeerRanges(peers, { namespace: policy.namespace, state })
    const portMatches = toPortMatches(ports, state, sets)
    if (ranges.length === 0 || portMatches.length === 0) return []

    const isEverybody = ranges[0]?.first === ALL_IPV4.first && ranges[0].last === ALL_IPV4.last
    const field = direction === 'ingress' ? 'ip saddr' : 'ip daddr'
    const peerMatch = isEverybody ? '' : `${field} @${sets.nameRanges(ranges.map(formatIpv4Range))}`
    return portMatches.map((portMatch) => [peerMatch, portMatch, 'return'].filter(Boolean).join(' '))
  })
}

/** Pods with the same policies share their chains, so that a packet meets only the rules of its own two pods. */
export function toPolicyChains(state: PolicyState): PolicyChains {
  const sets = createAddressSets()
  const chains = new Map<string, string[]>()
  const policies = state.policies.toSorted((a, b) => (formatKey(a) < formatKey(b) ? -1 : 1))

  const toChainOf = (direction: Direction): Map<string, string> => {
    const names = new Map<string, string>()
    const chainOf = new Map<string, string>()
    for (const [address, pod] of state.pods) {
      const covering = policies.filter(
        (policy) =>
          policy[direction] && policy.namespace === pod.namespace && hasMatchingLabels(policy.podSelector, pod.labels),
      )
      if (covering.length === 0) continue
      const key = covering.map(formatKey).join(', ')
      const name = names.get(key) ?? `${direction}_${names.size + 1}`
      if (!names.has(key)) {
        const lines = covering.flatMap((policy) => toRuleLines(policy, direction, state, sets))
        chains.set(name, [`# ${key}`, ...new Set(lines), 'drop'])
        names.set(key, name)
      }
      chainOf.set(address, name)
    }
    return chainOf
  }

  const chainOf = { ingress: toChainOf('ingress'), egress: toChainOf('egress') }
  return { chains, chainOf, setLines: sets.lines() }
}
