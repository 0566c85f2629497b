import type { Policy } from './policy.ts'
import type { PolicyPod } from './pod.ts'
import type { Labels } from './selector.ts'

/** Everything the rules are made of. */
export interface PolicyState {
  podCidr: string
  /** By IPv4 address; live pods with an address of their own. */
  pods: ReadonlyMap<string, PolicyPod>
  /** Labels by name. */
  namespaces: ReadonlyMap<string, Labels>
  policies: readonly Policy[]
}
