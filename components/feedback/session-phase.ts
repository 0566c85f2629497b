/** How long before its end a session says so. */
export const WARNING_MS = 2 * 60_000

/** Browsers fire a longer timer at once (its length is a signed 32-bit number). */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export type SessionPhase = 'running' | 'ending' | 'ended'

/** The phase of a session and when it changes next; null when it does not. */
export function getSessionPhase({ endsAtMs, nowMs }: { endsAtMs: number; nowMs: number }): {
  phase: SessionPhase
  nextInMs: number | null
} {
  const leftMs = endsAtMs - nowMs
  if (leftMs <= 0) return { phase: 'ended', nextInMs: null }
  if (leftMs <= WARNING_MS) return { phase: 'ending', nextInMs: leftMs }
  return { phase: 'running', nextInMs: Math.min(leftMs - WARNING_MS, LONGEST_TIMER_MS) }
}
