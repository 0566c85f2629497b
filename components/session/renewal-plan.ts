/** Somebody who only looks at a page that is in front works too; but nobody looks at one for more than an hour. */
const VISIBLE_LIMIT_MS = 60 * 60_000
const HIDDEN_LIMIT_MS = 10 * 60_000
/** Browsers may wake a page in the background once a minute only. */
const LONGEST_WAIT_MS = 60_000
const SHORTEST_WAIT_MS = 1000

export interface RenewalState {
  nowMs: number
  endsAtMs: number
  renewAtMs: number
  /** When a key, a pointer or the page itself was last used, in any tab. */
  activeAtMs: number
  isVisible: boolean
}

/** What a tab does now about the session; "rest" waits, for somebody to come back when `waitMs` is null. */
export type RenewalStep = { step: 'renew' } | { step: 'rest'; waitMs: number | null } | { step: 'over' }

export function planRenewal(state: RenewalState): RenewalStep {
  const { nowMs, endsAtMs, renewAtMs, activeAtMs, isVisible } = state
  if (nowMs >= endsAtMs) return { step: 'over' }
  if (nowMs < renewAtMs) {
    return { step: 'rest', waitMs: Math.max(SHORTEST_WAIT_MS, Math.min(renewAtMs - nowMs, LONGEST_WAIT_MS)) }
  }
  const idleMs = nowMs - activeAtMs
  const isActive = idleMs < (isVisible ? VISIBLE_LIMIT_MS : HIDDEN_LIMIT_MS)
  return isActive ? { step: 'renew' } : { step: 'rest', waitMs: null }
}
