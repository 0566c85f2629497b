import { parseIpv4, parseIpv4Block } from './ipv4.ts'
import type { PolicyPod } from './pod.ts'

/** An address as CNI gave it to a sandbox, before the pod's status knows. */
export interface AddressClaim {
  address: string
  containerId: string
  pod: PolicyPod
}

export interface PodAddresses {
  /** The latest claim of an address wins over every earlier one. */
  claim(claim: AddressClaim): void
  /** CNI took the sandbox's address back. */
  release(containerId: string): void
  /** The pod is gone. */
  forget(uid: string): void
  /** Which pod has which address, given all pods that the watch shows. */
  assign(pods: Iterable<PolicyPod>): Map<string, PolicyPod>
}

/** Joins the two sources of a pod's address: CNI, which is early and exact, and the pod's status, which survives a restart. */
export function createPodAddresses(podCidr: string): PodAddresses {
  const range = parseIpv4Block(podCidr)
  const claims = new Map<string, AddressClaim>()

  const isInRange = (text: string): boolean => {
    const address = parseIpv4(text)
    return address !== null && range !== null && address >= range.first && address <= range.last
  }
  const removeWhere = (isMeant: (claim: AddressClaim) => boolean): void => {
    for (const [address, claim] of claims) if (isMeant(claim)) claims.delete(address)
  }

  return {
    claim: (claim) => void claims.set(claim.address, claim),
    release: (containerId) => removeWhere((claim) => claim.containerId === containerId),
    forget: (uid) => removeWhere(({ pod }) => pod.uid === uid),
    assign(pods) {
      const watched = new Map([...pods].map((pod) => [pod.uid, pod]))
      const claimants = new Set([...claims.values()].map(({ pod }) => pod.uid))
      const assigned = new Map<string, PolicyPod>()
      const disputed = new Set<string>()
      for (const pod of watched.values()) {
        const address = pod.reportedAddress
        if (pod.isTerminated || !address || !isInRange(address)) continue
        // A status may still show the address of an earlier sandbox.
        if (claims.has(address) || claimants.has(pod.uid)) continue
        if (assigned.has(address)) disputed.add(address)
        assigned.set(address, pod)
      }
      // One of two reports is out of date, and nobody knows which: closed until kubelet has corrected it.
      for (const address of disputed) assigned.delete(address)
      for (const [address, claim] of claims) {
        // The watch may be behind CNI, but where it knows the pod, it has its labels of now.
        const pod = watched.get(claim.pod.uid) ?? claim.pod
        if (!pod.isTerminated) assigned.set(address, pod)
      }
      return assigned
    },
  }
}
