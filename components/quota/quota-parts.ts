import { METER_THRESHOLDS } from '#components/ui/meter-view.ts'
import type { QuotaItem } from '#lib/quota/schema.ts'
import { getShare } from '#lib/quota/status.ts'

/** Below this share of its limit nobody has to think of a resource. */
const WORTH_SHOWING = 0.05

export interface QuotaParts {
  /** The worst first. */
  shown: QuotaItem[]
  fine: QuotaItem[]
  /** What the space may not use at all, and does not. */
  none: QuotaItem[]
}

export function splitQuota(items: readonly QuotaItem[]): QuotaParts {
  const none = items.filter(({ used, limit }) => used === 0 && limit === 0)
  const some = items.filter((item) => !none.includes(item))
  return {
    shown: some.filter((item) => getShare(item) >= WORTH_SHOWING),
    fine: some.filter((item) => getShare(item) < WORTH_SHOWING),
    none,
  }
}

/** What is so full that a person should know. */
export function listTight(items: readonly QuotaItem[]): QuotaItem[] {
  return items.filter((item) => getShare(item) >= METER_THRESHOLDS.high)
}
