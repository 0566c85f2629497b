import type { QuotaView } from '#lib/quota/schema.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import type { Volume } from '#lib/storage/schema.ts'

/** One space as the first page shows it. */
export interface HomeSpace {
  space: SpaceSummary
  /** Why there is nothing to show of it. */
  problem: 'preparing' | 'foreign' | null
  volumes: Volume[]
  /** Null with a problem. */
  quota: QuotaView | null
}
