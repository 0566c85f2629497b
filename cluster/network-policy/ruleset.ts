import { formatSet } from './address-sets.ts'
import { parseIpv4 } from './ipv4.ts'
import { toPolicyChains } from './policy-chains.ts'
import type { PolicyState } from './policy-state.ts'

function indent(lines: readonly string[]): string {
  return lines.map((line) => `\t\t${line}\n`).join('')
}

function toVerdicts(chainOf: ReadonlyMap<string, string>): string[] {
  return [...chainOf].map(([address, chain]) => `${address} : jump ${chain}`)
}

/**
 * Renders all policies as the contents of one nftables table.
 * The same state renders to the same text, whatever the order of its parts.
 */
export function renderRuleset(state: PolicyState): string {
  const pods = new Map([...state.pods].toSorted(([a], [b]) => (parseIpv4(a) ?? 0) - (parseIpv4(b) ?? 0)))
  const { chains, chainOf, setLines } = toPolicyChains({ ...state, pods })
  const addresses = [...pods.keys()]

  const known = [
    // A pod may be root with raw sockets: a packet counts only if its source is routed back to where it came from.
    'fib saddr . iif oif missing drop',
    `ip saddr ${state.podCidr} ip saddr != @pods drop`,
  ]
  // Only answers pass unjudged. What a connection's opener sends is judged packet by packet,
  // so a policy that changes its mind also ends the connections that it once allowed.
  const answers = ['ct state established ct direction reply accept', 'ct state related accept']

  return `\
	${formatSet('set pods { type ipv4_addr;', addresses)}
	${formatSet(
    'set self { type ipv4_addr . ipv4_addr;',
    addresses.map((address) => `${address} . ${address}`),
  )}
${setLines.map((line) => `\t${line}\n`).join('')}\
	${formatSet('map egress_of { type ipv4_addr : verdict;', toVerdicts(chainOf.egress))}
	${formatSet('map ingress_of { type ipv4_addr : verdict;', toVerdicts(chainOf.ingress))}
${[...chains].map(([name, lines]) => `\tchain ${name} {\n${indent(lines)}\t}\n`).join('')}\
	# Between pods, and between a pod and the world outside. Services are resolved to pods before this hook.
	chain forward {
		type filter hook forward priority filter; policy accept;
${indent([
  'meta nfproto ipv6 drop',
  ...known,
  `ip daddr ${state.podCidr} ip daddr != @pods drop`,
  ...answers,
  'ip saddr . ip daddr @self accept',
  'ip saddr vmap @egress_of',
  'ip daddr vmap @ingress_of',
])}\
	}
	# From a pod to the node's own addresses: kubelet, API server, etcd. The node's own packets are never judged.
	chain input {
		type filter hook input priority filter; policy accept;
${indent(['iif lo accept', 'meta nfproto ipv6 drop', ...known, ...answers, 'ip saddr vmap @egress_of'])}\
	}
`
}
