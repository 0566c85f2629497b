import { AppError } from '#lib/errors.ts'
import { getEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { groupsKind } from './cached-kinds.ts'
import { parseClaims, type Claims } from './claims.ts'
import { noteClaims } from './lost-groups.ts'
import { selectMappedGroups } from './memberships.ts'
import { refreshGrant } from './oidc-grants.ts'
import { getOidcProvider } from './oidc-provider.ts'
import { getSessionPhase, isRefreshDue } from './session-limits.ts'
import type { SessionToken } from './session-token.ts'

/** "ended" is for good; otherwise the token that the cookie holds from now on, and the claims if they were read. */
export type Refreshed = { kind: 'ended' } | { kind: 'alive'; token: SessionToken; claims: Claims | null }

interface Recent {
  /** The token whose refresh token was spent. */
  from: SessionToken
  result: Promise<Refreshed>
  atMs: number
}

// Somebody whose answer got lost comes again with the old refresh token, and a provider that rotates them would take
// that for a theft and end the session. For this long the same answer is given again.
const REMEMBERED_MS = 60_000
const REMEMBERED_LIMIT = 10_000

// Next.js may load this file more than once per process.
const shared = globalThis as typeof globalThis & { moorageRefreshes?: Map<string, Recent> }
shared.moorageRefreshes ??= new Map()
const recent = shared.moorageRefreshes

/** Has the claims of a session confirmed by the provider, at most once at a time and not more often than useful. */
export async function refreshToken(token: SessionToken, now = Date.now()): Promise<Refreshed> {
  if (getSessionPhase(token, now) === 'ended') return { kind: 'ended' }
  const known = recent.get(token.sid)
  if (known && known.from.refreshToken === token.refreshToken && now - known.atMs < REMEMBERED_MS) {
    const result = await known.result
    if (result.kind === 'ended' || !result.token.isProviderAway) return result
  }
  if (!isRefreshDue(token, now)) return { kind: 'alive', token, claims: null }
  forgetOld(now)
  const result = askProvider(token, now)
  recent.set(token.sid, { from: token, result, atMs: now })
  return result
}

function forgetOld(now: number): void {
  if (recent.size < REMEMBERED_LIMIT) return
  for (const [sid, { atMs }] of recent) if (now - atMs >= REMEMBERED_MS) recent.delete(sid)
  // More people than that within a minute: the oldest go, which costs them at worst a new sign-in.
  for (const sid of recent.keys()) {
    if (recent.size < REMEMBERED_LIMIT) return
    recent.delete(sid)
  }
}

async function askProvider(token: SessionToken, now: number): Promise<Refreshed> {
  const { oidc } = getEnv()
  try {
    const answer = await refreshGrant(getOidcProvider(), oidc, {
      refreshToken: token.refreshToken,
      subject: token.subject,
      claimNames: [oidc.usernameClaim, oidc.groupsClaim],
    })
    if (answer.kind === 'refused') return { kind: 'ended' }
    if (answer.kind === 'unconfirmed') return toWaiting({ ...token, refreshToken: answer.refreshToken }, now)
    return toConfirmed({ ...token, refreshToken: answer.refreshToken }, parseClaims(answer.rawClaims, oidc), now)
  } catch (error) {
    if (error instanceof AppError && error.code === 'UNAVAILABLE') {
      log.warn({ error }, 'The identity provider did not confirm a session')
      return toWaiting(token, now)
    }
    // An answer that cannot be trusted is no reason to go on trusting the session.
    log.error({ error }, 'A session ends because its claims cannot be used')
    return { kind: 'ended' }
  }
}

function toConfirmed(token: SessionToken, claims: Claims, now: number): Refreshed {
  const { isInAdminGroup, groups } = claims
  const mappedGroups = selectMappedGroups(groupsKind.list(), groups).hashes
  const confirmed = { ...token, claimsCheckedAt: now, isProviderAway: false, isInAdminGroup, mappedGroups }
  noteClaims(token, confirmed)
  return { kind: 'alive', claims, token: confirmed }
}

function toWaiting(token: SessionToken, now: number): Refreshed {
  const waiting = { ...token, isProviderAway: true }
  return getSessionPhase(waiting, now) === 'ended' ? { kind: 'ended' } : { kind: 'alive', token: waiting, claims: null }
}
