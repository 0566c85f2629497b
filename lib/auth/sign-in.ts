import { randomBytes } from 'node:crypto'
import { AppError } from '#lib/errors.ts'
import { getEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { routes } from '#lib/routes.ts'
import { toSafeCallback } from './callback-url.ts'
import { groupsKind } from './cached-kinds.ts'
import { parseClaims, type Claims } from './claims.ts'
import { readCookies } from './cookie-header.ts'
import { awaitFirstRights, requireFreshRights } from './freshness.ts'
import type { Identity } from './identity.ts'
import { hashProviderSid } from './logout-token.ts'
import { selectMappedGroups } from './memberships.ts'
import { buildAuthOptions, buildCsrf, type ProviderProfile } from './next-auth-options.ts'
import { getCookieNames, isCookieSecure } from './session-cookie.ts'
import { readSessionToken, runNextAuth } from './session.ts'
import { sealSession, type SessionToken } from './session-token.ts'
import { SIGN_IN_PROBLEMS, type SignInProblem } from './sign-in-problems.ts'
import type { UserRecord } from './user-record.ts'

/** A sign-in that the provider has vouched for. */
export interface NewSession {
  identity: Identity
  claims: Claims
  sid: string
  agent: string
  providerSid: string | null
  /** The session that this browser had before; null when it had none. */
  replacedSid: string | null
}

/**
 * Finds or makes the user and writes the session into it; returns both. Throws FORBIDDEN with `details.signIn`
 * "disabled" or "deleted" for somebody who may not come in.
 */
export type OpenSession = (session: NewSession) => Promise<{ user: UserRecord; startedAt: number }>

const AGENT_MAX_LENGTH = 256
// Twice as much as fits into a cookie would leave no room for anybody else's headers.
const REFRESH_TOKEN_MAX_LENGTH = 6000

/** Sends the browser to the provider; `callback` in the query is where it wants to be in the end. */
export async function startSignIn(request: Request): Promise<Response> {
  const callback = toSafeCallback(new URL(request.url).searchParams.get('callback'))
  // Another site may lead here, but not start a sign-in: it would end one that is under way.
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return redirect(routes.signIn(callback))
  try {
    const { csrfToken, csrfCookie } = buildCsrf(getEnv().sessionSecret)
    const names = getCookieNames(getEnv())
    const answer = await runNextAuth(await buildAuthOptions({}), {
      action: 'signin',
      method: 'POST',
      body: { csrfToken, callbackUrl: callback },
      cookies: { [names.csrf]: csrfCookie },
    })
    const hasStarted = answer.location !== null && !isOwnAddress(answer.location)
    if (!hasStarted) return redirectToProblem('provider', callback)
    return redirect(answer.location ?? '/', answer.setCookies)
  } catch (error) {
    log.error({ error }, 'A sign-in could not be started')
    return redirectToProblem(toProblem(error), callback)
  }
}

/** The provider sends the browser back here: checks what it brings, opens the session and goes on to the callback. */
export async function finishSignIn(request: Request, openSession: OpenSession): Promise<Response> {
  const cookies = readCookies(request.headers)
  const names = getCookieNames(getEnv())
  const callback = toSafeCallback(toPath(cookies[names.callback]))
  const query = Object.fromEntries(new URL(request.url).searchParams)
  if (query.error) return redirectToProblem(query.error === 'access_denied' ? 'refused' : 'provider', callback)
  if (!cookies[names.state]) return redirectToProblem('expired', callback)

  let sealed: string | undefined
  let problem: SignInProblem | undefined
  const signIn = async (profile: ProviderProfile): Promise<boolean> => {
    try {
      sealed = await sealSession(await buildSession(request, { profile, openSession }), getEnv().sessionSecret)
      return true
    } catch (error) {
      problem = toProblem(error)
      log.warn({ error, problem }, 'A sign-in was refused')
      return false
    }
  }
  // The callback was made safe above; what else is in its cookie is not passed on.
  const kept = { ...pickCookies(cookies, names), [names.callback]: callback }
  try {
    const options = await buildAuthOptions({ signIn, getSealed: () => sealed })
    const answer = await runNextAuth(options, { action: 'callback', method: 'GET', query, cookies: kept })
    const setCookies = finishCookies(answer.setCookies)
    if (sealed) return redirect(callback, setCookies)
    return redirectToProblem(problem ?? 'failed', callback, setCookies)
  } catch (error) {
    log.error({ error }, 'A sign-in could not be finished')
    return redirectToProblem(toProblem(error), callback)
  }
}

async function buildSession(
  request: Request,
  { profile, openSession }: { profile: ProviderProfile; openSession: OpenSession },
): Promise<SessionToken> {
  await awaitFirstRights()
  requireFreshRights()
  const { oidc } = getEnv()
  const { rawClaims, refreshToken, sid } = profile
  const claims = parseClaims(rawClaims, oidc)
  if (!refreshToken || refreshToken.length > REFRESH_TOKEN_MAX_LENGTH) {
    throw new AppError(
      'FORBIDDEN',
      'The identity provider gave no refresh token. Allow it for this client, or add offline_access to MOORAGE_OIDC_SCOPES.',
      { details: { signIn: 'noRefreshToken' } },
    )
  }
  const cookies = readCookies(request.headers)
  const replaced = await readSessionToken((name) => cookies[name])
  const identity = { issuer: oidc.issuer, subject: claims.subject }
  const newSid = randomBytes(16).toString('base64url')
  const { user, startedAt } = await openSession({
    identity,
    claims,
    sid: newSid,
    agent: cleanAgent(request.headers.get('user-agent')),
    providerSid: sid === null ? null : hashProviderSid(sid),
    replacedSid: replaced?.sid ?? null,
  })
  const { hashes, isCut } = selectMappedGroups(groupsKind.list(), claims.groups)
  if (isCut) log.warn({ username: user.username }, 'Somebody is in more mapped groups than a session holds')
  return {
    sid: newSid,
    userUid: user.uid,
    username: user.username,
    ...identity,
    startedAt,
    userVersion: user.resourceVersion,
    claimsCheckedAt: Date.now(),
    isProviderAway: false,
    isInAdminGroup: claims.isInAdminGroup,
    mappedGroups: hashes,
    refreshToken,
  }
}

function cleanAgent(agent: string | null): string {
  return (agent ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, AGENT_MAX_LENGTH)
}

function toProblem(error: unknown): SignInProblem {
  if (!(error instanceof AppError)) return 'failed'
  const said = SIGN_IN_PROBLEMS.find((problem) => problem === error.details.signIn)
  if (said) return said
  if (error.code === 'UNAUTHENTICATED') return 'claims'
  if (error.details.isProvider) return 'provider'
  return error.code === 'UNAVAILABLE' || error.code === 'TOO_MANY_REQUESTS' ? 'unavailable' : 'failed'
}

function pickCookies(
  cookies: Record<string, string>,
  names: ReturnType<typeof getCookieNames>,
): Record<string, string> {
  const wanted = [names.state, names.pkce, names.nonce]
  return Object.fromEntries(
    Object.entries(cookies).filter(([name]) => wanted.includes(name) || name.startsWith(names.session)),
  )
}

/** What served the sign-in goes with it: only the session stays. */
function finishCookies(setCookies: string[]): string[] {
  const env = getEnv()
  const { csrf, callback } = getCookieNames(env)
  const kept = setCookies.filter((cookie) => !cookie.startsWith(`${csrf}=`) && !cookie.startsWith(`${callback}=`))
  return [...kept, `${callback}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${isCookieSecure(env) ? '; Secure' : ''}`]
}

/** next-auth keeps the callback as a whole address. */
function toPath(address: string | undefined): string | undefined {
  const { portalUrl } = getEnv()
  return address?.startsWith(`${portalUrl}/`) ? address.slice(portalUrl.length) : address
}

function isOwnAddress(address: string): boolean {
  return new URL(address, getEnv().portalUrl).origin === getEnv().portalUrl
}

function redirectToProblem(problem: SignInProblem, callback: string, setCookies: string[] = []): Response {
  const page = new URL(routes.signIn(callback === '/' ? undefined : callback), getEnv().portalUrl)
  page.searchParams.set('problem', problem)
  return redirect(`${page.pathname}${page.search}`, setCookies)
}

function redirect(location: string, setCookies: string[] = []): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store' })
  for (const cookie of setCookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}
