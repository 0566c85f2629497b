import type { AddressSets } from './address-sets.ts'
import { mergeRanges } from './number-range.ts'
import type { NumberRange } from './number-range.ts'
import type { PolicyPort } from './policy.ts'
import type { PolicyState } from './policy-state.ts'

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const

function formatPortRange({ first, last }: NumberRange): string {
  return first === last ? `${first}` : `${first}-${last}`
}

/** Every `address . port` at which a live pod names a port so. */
function listNamedPorts(state: PolicyState, { name, protocol }: { name: string; protocol: string }): string[] {
  const pairs = [...state.pods].flatMap(([address, pod]) =>
    pod.namedPorts
      .filter((named) => named.name === name && named.protocol === protocol)
      .map(({ port }) => `${address} . ${port}`),
  )
  return [...new Set(pairs)]
}

/**
 * The nft matches of which one has to hold; an empty match holds for all traffic, an empty list for none.
 * A name is looked up at the destination of each packet, because every pod may give it another number.
 */
export function toPortMatches(ports: readonly PolicyPort[], state: PolicyState, sets: AddressSets): string[] {
  if (ports.length === 0) return ['']
  return PROTOCOLS.flatMap((protocol) => {
    const wanted = ports.filter((entry) => entry.protocol === protocol)
    const keyword = protocol.toLowerCase()
    if (wanted.some(({ port }) => port === undefined)) return [`meta l4proto ${keyword}`]

    const ranges = wanted.flatMap(({ port, endPort }) =>
      typeof port === 'number' ? [{ first: port, last: endPort ?? port }] : [],
    )
    const names = new Set(wanted.flatMap(({ port }) => (typeof port === 'string' ? [port] : [])))
    const named = [...names].flatMap((name) => listNamedPorts(state, { name, protocol }))
    const matches: string[] = []
    if (ranges.length > 0) matches.push(`${keyword} dport { ${mergeRanges(ranges).map(formatPortRange).join(', ')} }`)
    if (named.length > 0) matches.push(`ip daddr . ${keyword} dport @${sets.namePorts([...new Set(named)])}`)
    return matches
  })
}
