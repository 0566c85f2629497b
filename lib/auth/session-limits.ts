import { SESSION_LIMIT_MS, type SessionToken } from './session-token.ts'

/** Rights rest on claims that are at most this old. */
const CLAIMS_LIMIT_MS = 5 * 60_000
/** How much longer they may get while the provider does not answer. */
const PROVIDER_AWAY_LIMIT_MS = 15 * 60_000
/** When the browser asks for new ones: a sleeping tab wakes only once a minute, so well before the limit. */
const REFRESH_AFTER_MS = 3 * 60_000
/** Two tabs that ask at the same moment need one answer of the provider. */
const REFRESH_AT_MOST_EVERY_MS = 30_000

type Times = Pick<SessionToken, 'startedAt' | 'claimsCheckedAt' | 'isProviderAway'>

/** Until when the claims count without being confirmed again. */
function getClaimsEnd({ claimsCheckedAt, isProviderAway }: Times): number {
  return claimsCheckedAt + CLAIMS_LIMIT_MS + (isProviderAway ? PROVIDER_AWAY_LIMIT_MS : 0)
}

/** When the session ends for good unless the provider answers; 8 h after the sign-in in any case. */
function getSessionEnd(token: Times): number {
  const end = token.startedAt + SESSION_LIMIT_MS
  return token.isProviderAway ? Math.min(end, getClaimsEnd(token)) : end
}

/** Until when somebody has any right by this session: claims that were just confirmed do not carry beyond its end. */
export function getRightsEnd(token: Times): number {
  return Math.min(getSessionEnd(token), getClaimsEnd(token))
}

/** "expired-claims" can become active again by asking the provider, "ended" cannot. */
export type SessionPhase = 'active' | 'expired-claims' | 'ended'

export function getSessionPhase(token: Times, now: number): SessionPhase {
  // A clock that is behind the one that signed in must not make claims valid for longer.
  if (now >= getSessionEnd(token)) return 'ended'
  return now < getClaimsEnd(token) ? 'active' : 'expired-claims'
}

/** Whether asking the provider again is due; a provider that is away is asked each time. */
export function isRefreshDue(token: Times, now: number): boolean {
  return token.isProviderAway || now - token.claimsCheckedAt >= REFRESH_AT_MOST_EVERY_MS
}

/** What a browser is told: how long, not until when, because its clock may be wrong. */
export interface SessionTimes {
  endsInMs: number
  refreshInMs: number
}

export function toSessionTimes(token: Times, now: number): SessionTimes {
  return {
    endsInMs: Math.max(0, getSessionEnd(token) - now),
    refreshInMs: token.isProviderAway ? 60_000 : Math.max(0, token.claimsCheckedAt + REFRESH_AFTER_MS - now),
  }
}
