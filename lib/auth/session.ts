import { cookies } from 'next/headers'
import type { NextAuthOptions } from 'next-auth'
import { cache } from 'react'
import { AppError } from '#lib/errors.ts'
import { getEnv } from '#lib/env.ts'
import type { Actor } from './actor.ts'
import { checkSession } from './session-check.ts'
import { getCookieNames, getCookieOptions, listChunkNames, readChunked, splitChunked } from './session-cookie.ts'
import { getSessionPhase, toSessionTimes, type SessionTimes } from './session-limits.ts'
import { openSession, sealSession, SESSION_LIMIT_MS, type SessionToken } from './session-token.ts'

/** Reads the session out of cookies, unchecked but for its seal and its end. */
export async function readSessionToken(get: (cookie: string) => string | undefined): Promise<SessionToken | null> {
  const env = getEnv()
  const sealed = readChunked(getCookieNames(env).session, get)
  return sealed === null ? null : openSession(sealed, env.sessionSecret)
}

/** The session of the request that is being answered, unchecked but for its seal and its end. */
export const readRequestToken: () => Promise<SessionToken | null> = cache(async () => {
  const store = await cookies()
  return readSessionToken((name) => store.get(name)?.value)
})

/**
 * Who asks, once per request; null without a session that counts. Never asks the identity provider and never changes
 * the cookie. Throws UNAVAILABLE when the cluster has been away for too long to know.
 */
export const getActor: () => Promise<Actor | null> = cache(async () => {
  const token = await readRequestToken()
  return token && checkSession(token)
})

/** Throws UNAUTHENTICATED. */
export async function requireActor(): Promise<Actor> {
  const actor = await getActor()
  if (actor) return actor
  throw new AppError('UNAUTHENTICATED', 'You are signed out. Sign in to go on.', { messageKey: 'session.signedOut' })
}

/** Whether there is a session whose claims only have to be confirmed, which needs no new sign-in. */
export async function hasRenewableSession(): Promise<boolean> {
  const token = await readRequestToken()
  return token !== null && getSessionPhase(token, Date.now()) === 'expired-claims'
}

/** How long the session of this request lasts, for the browser's clockwork; null when there is no cookie. */
export async function getSessionTimes(): Promise<SessionTimes | null> {
  const token = await readRequestToken()
  return token && toSessionTimes(token, Date.now())
}

/** Only a route handler or a server action can do this; a page cannot set cookies. */
export async function writeSessionCookie(token: SessionToken): Promise<void> {
  const env = getEnv()
  const { session } = getCookieNames(env)
  const store = await cookies()
  const options = getCookieOptions(env)
  const parts = splitChunked(session, await sealSession(token, env.sessionSecret))
  const expires = new Date(token.startedAt + SESSION_LIMIT_MS)
  for (const name of listChunkNames(session)) {
    const value = parts.find((part) => part.name === name)?.value ?? ''
    if (value !== '') store.set(name, value, { ...options, expires })
    else if (store.has(name)) store.set(name, '', { ...options, maxAge: 0 })
  }
}

export async function clearSessionCookie(): Promise<void> {
  const env = getEnv()
  const store = await cookies()
  for (const name of listChunkNames(getCookieNames(env).session)) {
    if (store.has(name)) store.set(name, '', { ...getCookieOptions(env), maxAge: 0 })
  }
}

interface AuthRequest {
  action: 'signin' | 'callback'
  method: 'GET' | 'POST'
  query?: Record<string, string>
  body?: Record<string, string>
  cookies: Record<string, string>
}

/** What next-auth wants the browser to be told. */
export interface AuthAnswer {
  location: string | null
  setCookies: string[]
}

const PROVIDER_ID = 'oidc'

/**
 * Runs one step of next-auth by its interface for the Pages Router, which takes plain values and does not look at the
 * request by itself; so only what is passed here can have an influence.
 */
export async function runNextAuth(options: NextAuthOptions, request: AuthRequest): Promise<AuthAnswer> {
  // next-auth takes its own address from here and otherwise from the request's headers, which anybody can set.
  process.env.NEXTAUTH_URL = getEnv().portalUrl
  delete process.env.AUTH_TRUST_HOST
  const loaded = await import('next-auth')
  const nextAuth = unwrapDefault(loaded.default)
  const answer = createAnswer()
  const query = { ...request.query, nextauth: [request.action, PROVIDER_ID] }
  const { method, body = {} } = request
  await nextAuth({ method, query, body, cookies: request.cookies, headers: {} }, answer.response, options)
  return answer.read()
}

type Handler = (request: unknown, response: unknown, options: NextAuthOptions) => Promise<unknown>

/** Bundlers and Node.js disagree on what the default export of a CommonJS module is. */
function unwrapDefault(module: unknown): Handler {
  const inner = typeof module === 'object' && module !== null && 'default' in module ? module.default : module
  return inner as Handler
}

function createAnswer() {
  const headers = new Map<string, string | string[]>()
  const response = {
    status: () => response,
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader: (name: string, value: string | string[]) => {
      headers.set(name.toLowerCase(), value)
      return response
    },
    json: () => response,
    send: () => response,
    end: () => response,
  }
  const read = (): AuthAnswer => {
    const location = headers.get('location')
    const setCookies = headers.get('set-cookie')
    return {
      location: typeof location === 'string' ? location : null,
      setCookies: Array.isArray(setCookies) ? setCookies : [],
    }
  }
  return { response, read }
}
