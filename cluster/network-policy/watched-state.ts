import type { AppError } from '#lib/errors.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { watchList } from '#lib/kube/watch.ts'
import { createPodAddresses } from './pod-addresses.ts'
import type { PodAddresses } from './pod-addresses.ts'
import { toPolicyPod } from './pod.ts'
import type { PolicyPod } from './pod.ts'
import { toPolicy } from './policy.ts'
import type { Policy } from './policy.ts'
import type { PolicyState } from './policy-state.ts'

export interface WatchedState {
  readonly synced: Promise<unknown>
  readonly addresses: Pick<PodAddresses, 'claim' | 'release'>
  /** The pod as the watch shows it, if it does; by "namespace/name". */
  getPod(key: string): PolicyPod | undefined
  getState(): PolicyState
  /** Since when something may have been missed; Infinity before the first lists. */
  ageMs(): number
  stop(): void
}

export interface WatchedStateOptions {
  client: KubeClient
  podCidr: string
  onChange: () => void
  onInvalidPolicy: (policy: Policy) => void
  onProblem: (problem: AppError) => void
}

/** Follows the pods, namespaces and network policies of the whole cluster. */
export function watchState({
  client,
  podCidr,
  onChange,
  onInvalidPolicy,
  onProblem,
}: WatchedStateOptions): WatchedState {
  const addresses = createPodAddresses(podCidr)
  const uids = new Map<string, string>()

  const followPod = (key: string, pod: PolicyPod | undefined): void => {
    const former = uids.get(key)
    // Compared by uid: CNI may already have announced the next pod of this name, and its claim must stay.
    if (former !== undefined && former !== pod?.uid) addresses.forget(former)
    if (pod) uids.set(key, pod.uid)
    else uids.delete(key)
    onChange()
  }
  const readPolicy = (raw: KubeObject): Policy => {
    const policy = toPolicy(raw)
    if (policy.problem) onInvalidPolicy(policy)
    return policy
  }

  const pods = watchList({ client, path: '/api/v1/pods', toItem: toPolicyPod, onChange: followPod, onProblem })
  const namespaces = watchList({
    client,
    path: '/api/v1/namespaces',
    toItem: ({ metadata }) => metadata.labels ?? {},
    onChange,
    onProblem,
  })
  const policies = watchList({
    client,
    path: '/apis/networking.k8s.io/v1/networkpolicies',
    toItem: readPolicy,
    onChange,
    onProblem,
  })
  const lists = [pods, namespaces, policies]

  return {
    synced: Promise.all(lists.map(({ synced }) => synced)),
    addresses,
    getPod: (key) => pods.items.get(key),
    getState: () => ({
      podCidr,
      pods: addresses.assign(pods.items.values()),
      namespaces: namespaces.items,
      policies: [...policies.items.values()],
    }),
    ageMs: () => Math.max(...lists.map((list) => list.ageMs())),
    stop: () => lists.forEach((list) => list.stop()),
  }
}
