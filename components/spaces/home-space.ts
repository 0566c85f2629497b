import type { QuotaView } from '#lib/quota/schema.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import type { Volume } from '#lib/storage/schema.ts'
import type { Workload } from '#lib/workloads/schema.ts'

/** The workloads of so many spaces are on the first page: those of each are followed as long as somebody looks. */
export const WORKLOAD_SPACES_MAX = 5

/** One space as the first page shows it. */
export interface HomeSpace {
  space: SpaceSummary
  /** Why there is nothing to show of it. */
  problem: 'preparing' | 'foreign' | null
  volumes: Volume[]
  /** Null: too many to bring along, or of a space so far down that nobody asks. */
  workloads: Workload[] | null
  /** Null with a problem. */
  quota: QuotaView | null
}
