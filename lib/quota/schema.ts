import type { WorkloadKind } from '#lib/workloads/schema.ts'
import type { AmountUnit } from '#lib/format.ts'

/** What people count their quota in; each is one line of the page. */
export const QUOTA_RESOURCES = [
  'storage',
  'volumes',
  'pods',
  'cpu',
  'memory',
  'gpu',
  'ephemeral-storage',
  'deployments',
  'jobs',
  'cron-jobs',
  'config-maps',
  'secrets',
  'services',
  'ingresses',
] as const

export type QuotaResource = (typeof QUOTA_RESOURCES)[number]

/** Who holds a part of it; `amount` is in the item's unit. */
export interface QuotaHolder {
  kind: 'volume' | 'pod'
  name: string
  /** Of a pod: what the person started; left out for what is no workload. */
  workload?: { kind: WorkloadKind; name: string }
  amount: number
}

/** Who gave a limit other than the standard: an administrator for this space, or the settings for a group of people. */
export type QuotaOrigin = { kind: 'own' } | { kind: 'role'; group: string }

export interface QuotaItem {
  resource: QuotaResource
  used: number
  limit: number
  unit: AmountUnit
  /** The largest first; empty for what is only counted. */
  holders: QuotaHolder[]
  /** Left out for the standard. */
  origin?: QuotaOrigin
  /** Of GPUs: how many of each kind are used; each has the limit for itself. */
  kinds?: Readonly<Record<string, number>>
}

export interface QuotaView {
  /** The worst first. */
  items: QuotaItem[]
  /** False while the cluster has not counted yet, or the quota is missing: `items` is then not complete. */
  isComplete: boolean
}
