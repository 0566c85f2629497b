import type { QuotaView } from '#lib/quota/schema.ts'
import type { Claim } from '#lib/storage/objects-claims.ts'
import type { Pod } from '#lib/storage/objects-pods.ts'
import type { NodeRoom } from './preflight-nodes.ts'
import type { ContainerLimits } from './preflight-quota.ts'
import type { Finding, NextStepWithParameters } from './schema-preview.ts'
import type { WorkloadKind } from './schema.ts'

/** What a workload takes of the quota while it runs. */
export interface Usage {
  pods: number
  /** Of each pod. */
  cpuMillicores: number
  memoryBytes: number
  gpus: number
  /** Which kind; empty: none. */
  gpuResource: string
  /** Scratch space. */
  ephemeralBytes: number
}

/** Everything that a launch is judged by before the API server is asked. What is null is not known, and says nothing. */
export interface PreflightFacts {
  /** The workload that is edited, and what it takes now; null for a new one. */
  current: ({ uid: string } & Usage) | null
  quota: QuotaView | null
  limits: ContainerLimits | null
  nodes: readonly NodeRoom[] | null
  claims: readonly Claim[] | null
  /** Those of the space. */
  pods: readonly Pod[]
  /** Names of the space that are taken, by what. */
  names: readonly { name: string; uid: string; kind: WorkloadKind | 'inner-address' }[]
  /** The keys of each; values are never read for this. */
  configMaps: ReadonlyMap<string, readonly string[]> | null
  secrets: ReadonlyMap<string, readonly string[]> | null
  podSecurity: 'restricted' | 'baseline'
  /** That of the template; false from scratch. */
  needsRoot: boolean
  web: { isOffered: boolean; isPublicAllowed: boolean }
  hasUserNamespaces: boolean
}

export function refuse(
  code: string,
  field: string | null,
  parameters: Finding['parameters'] = {},
  fixes: NextStepWithParameters[] = [],
): Finding {
  return { code, level: 'refusal', field, parameters, fixes }
}

export function warn(
  code: string,
  field: string | null,
  parameters: Finding['parameters'] = {},
  fixes: NextStepWithParameters[] = [],
): Finding {
  return { code, level: 'warning', field, parameters, fixes }
}
