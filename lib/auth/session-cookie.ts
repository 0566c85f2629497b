import { isUnderOneDomain } from '#lib/env.ts'

/** What decides about names and form of the cookies, as the settings have it. */
export interface CookiePlace {
  portalUrl: string
  appsDomain: string | null
}

export interface CookieOptions {
  httpOnly: true
  sameSite: 'lax'
  path: '/'
  secure: boolean
}

export interface CookieNames {
  session: string
  callback: string
  csrf: string
  pkce: string
  state: string
  nonce: string
}

/**
 * Whether cookies are `Secure` and called `__Host-`, which keeps other hosts of the domain from setting them. Without TLS
 * browsers take such cookies for names below localhost only, and Safari not even there; so the demo does without, as
 * long as no page of a workload can set a cookie for its portal.
 */
export function isCookieSecure({ portalUrl, appsDomain }: CookiePlace): boolean {
  return portalUrl.startsWith('https:') || (appsDomain !== null && isUnderOneDomain(portalUrl, appsDomain))
}

export function getCookieNames(place: CookiePlace): CookieNames {
  const prefix = isCookieSecure(place) ? '__Host-moorage' : 'moorage'
  return {
    session: `${prefix}-session`,
    callback: `${prefix}-callback`,
    csrf: `${prefix}-csrf`,
    pkce: `${prefix}-pkce`,
    state: `${prefix}-state`,
    nonce: `${prefix}-nonce`,
  }
}

export function getCookieOptions(place: CookiePlace): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: isCookieSecure(place) }
}

// Browsers keep 4096 bytes of name, value and attributes. next-auth cuts at the same length and names the parts alike.
const CHUNK_LENGTH = 3933
const CHUNKS_LIMIT = 4

/** Puts the value together again; null when there is none. */
export function readChunked(name: string, get: (cookie: string) => string | undefined): string | null {
  const whole = get(name)
  if (whole) return whole
  let value = ''
  for (let index = 0; index < CHUNKS_LIMIT; index += 1) {
    const chunk = get(`${name}.${index}`)
    if (!chunk) break
    value += chunk
  }
  return value === '' ? null : value
}

/** The cookies that hold a value; every other one of `listChunkNames` has to go, or its rest would be read along. */
export function splitChunked(name: string, value: string): { name: string; value: string }[] {
  if (value.length <= CHUNK_LENGTH) return [{ name, value }]
  return Array.from({ length: Math.ceil(value.length / CHUNK_LENGTH) }, (_, index) => ({
    name: `${name}.${index}`,
    value: value.slice(index * CHUNK_LENGTH, (index + 1) * CHUNK_LENGTH),
  }))
}

/** Names of all cookies a session may lie in. */
export function listChunkNames(name: string): string[] {
  return [name, ...Array.from({ length: CHUNKS_LIMIT }, (_, index) => `${name}.${index}`)]
}
