/** From which share of the limit a meter says so. */
export const METER_THRESHOLDS = { high: 0.75, higher: 0.9, full: 0.95 } as const

export type MeterLevel = 'calm' | 'high' | 'higher' | 'full' | 'reached' | 'over'

export interface MeterView {
  level: MeterLevel
  /** Share of the limit after the change; null without a limit. */
  share: number | null
  /** Parts of the bar in percent, from the left. */
  usedPercent: number
  changePercent: number
  /** Where the limit lies when the change goes beyond it; null when the bar's end is the limit. */
  limitPercent: number | null
}

interface MeterNumbers {
  used: number
  /** What this form or launch would add; negative when it frees something. */
  change?: number
  limit: number | null
  /** From which share of the limit on it says so; that of quotas unless given. */
  highShare?: number
}

export function getMeterView({ used, change = 0, limit, highShare }: MeterNumbers): MeterView {
  const after = Math.max(0, used + change)
  if (limit === null) return { level: 'calm', share: null, usedPercent: 0, changePercent: 0, limitPercent: null }
  const end = Math.max(used, after, limit)
  const toPercent = (value: number) => (end > 0 ? (value / end) * 100 : 0)
  return {
    level: getMeterLevel(after, limit, highShare),
    share: limit > 0 ? after / limit : Number(after > 0),
    usedPercent: toPercent(Math.min(used, after)),
    changePercent: toPercent(Math.abs(after - used)),
    limitPercent: end > limit ? toPercent(limit) : null,
  }
}

export function getMeterLevel(amount: number, limit: number, highShare: number = METER_THRESHOLDS.high): MeterLevel {
  if (amount > limit) return 'over'
  if (amount === limit && limit > 0) return 'reached'
  const share = limit > 0 ? amount / limit : 0
  if (share >= METER_THRESHOLDS.full) return 'full'
  if (share >= METER_THRESHOLDS.higher) return 'higher'
  return share >= highShare ? 'high' : 'calm'
}
