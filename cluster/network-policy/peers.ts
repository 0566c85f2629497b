import { ALL_IPV4, parseIpv4, parseIpv4Block } from './ipv4.ts'
import { mergeRanges, subtractRanges } from './number-range.ts'
import type { NumberRange } from './number-range.ts'
import type { PolicyPod } from './pod.ts'
import type { PolicyPeer } from './policy.ts'
import type { PolicyState } from './policy-state.ts'
import { hasMatchingLabels } from './selector.ts'

interface PeerContext {
  /** The policy's own namespace, where a podSelector without a namespaceSelector looks. */
  namespace: string
  state: PolicyState
}

function isSelected(pod: PolicyPod, peer: PolicyPeer, { namespace, state }: PeerContext): boolean {
  if (peer.namespaceSelector) {
    const labels = state.namespaces.get(pod.namespace)
    if (!labels || !hasMatchingLabels(peer.namespaceSelector, labels)) return false
  } else if (pod.namespace !== namespace) {
    return false
  }
  return !peer.podSelector || hasMatchingLabels(peer.podSelector, pod.labels)
}

function toRanges(peer: PolicyPeer, context: PeerContext): NumberRange[] {
  if (peer.ipBlock) {
    // The cluster speaks IPv4 only, so an IPv6 block means nobody.
    const block = parseIpv4Block(peer.ipBlock.cidr)
    const except = peer.ipBlock.except.map(parseIpv4Block).filter((hole) => hole !== null)
    return block ? subtractRanges(block, except) : []
  }
  return [...context.state.pods]
    .filter(([, pod]) => isSelected(pod, peer, context))
    .map(([text]) => parseIpv4(text))
    .filter((address) => address !== null)
    .map((address) => ({ first: address, last: address }))
}

/** The addresses that a rule's `from` or `to` means, in order and without overlap; no peers at all mean everybody. */
export function toPeerRanges(peers: readonly PolicyPeer[], context: PeerContext): NumberRange[] {
  if (peers.length === 0) return [ALL_IPV4]
  return mergeRanges(peers.flatMap((peer) => toRanges(peer, context)))
}
