import { EncryptJWT, jwtDecrypt } from 'jose'
import { z } from 'zod'
import { deriveGatewayKey } from '#lib/workloads/objects-tickets.ts'
import { checkSchema } from '#lib/workloads/schema-tickets.ts'
import type { Check } from '#lib/workloads/schema-tickets.ts'

/** Without the portal being seen in between, a cookie does not live longer. */
export const COOKIE_SECONDS = 3600
const TYPE = 'moorage-web+jwt'
const KEPT_MAX = 5000

export type WebCheck = Extract<Check, { use: 'web' }>

/** What the cookie of a web address holds. */
export interface WebVisit {
  check: WebCheck
  issuedAt: number
  /** In ms since 1970, as all times here. */
  endsAt: number
}

const visitSchema = z.object({ check: checkSchema, iat: z.int(), exp: z.int() })

/** The portal's cookies too: names under one domain may see each other's, and none of them is a workload's business. */
const OWN_COOKIES = /^(__Host-|__Secure-)?moorage-/

/** `__Host-` keeps other hosts of the domain from setting it; lib/auth/session-cookie.ts says where that can be. */
function getCookieName(isSecure: boolean): string {
  return isSecure ? '__Host-moorage-web' : 'moorage-web'
}

/** Makes and reads cookies that nobody else can make or read. */
export class WebCookies {
  readonly name: string
  private readonly isSecure: boolean
  private readonly key: Uint8Array
  private readonly known = new Map<string, WebVisit>()

  constructor(secret: string, isSecure: boolean) {
    this.key = deriveGatewayKey(secret, 'cookies')
    this.isSecure = isSecure
    this.name = getCookieName(isSecure)
  }

  /** The whole Set-Cookie header. */
  async seal(check: WebCheck, now = Date.now()): Promise<string> {
    const issuedAt = Math.floor(now / 1000)
    const value = await new EncryptJWT({ check, iat: issuedAt, exp: issuedAt + COOKIE_SECONDS })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: TYPE })
      .encrypt(this.key)
    return this.format(value, COOKIE_SECONDS)
  }

  /** The Set-Cookie header that takes it away. */
  clear(): string {
    return this.format('', 0)
  }

  /** Null for everything that was not made here for this host, or is past its end. */
  async open(value: string, host: string, now = Date.now()): Promise<WebVisit | null> {
    const visit = this.known.get(value) ?? (await this.decrypt(value, now))
    return visit && visit.check.host === host && now < visit.endsAt ? visit : null
  }

  private async decrypt(value: string, now: number): Promise<WebVisit | null> {
    try {
      const { payload } = await jwtDecrypt(value, this.key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        typ: TYPE,
        currentDate: new Date(now),
        requiredClaims: ['exp', 'iat'],
      })
      const { check, iat, exp } = visitSchema.parse(payload)
      if (check.use !== 'web') return null
      const visit = { check, issuedAt: iat * 1000, endsAt: exp * 1000 }
      if (this.known.size >= KEPT_MAX) this.known.clear()
      this.known.set(value, visit)
      return visit
    } catch {
      return null
    }
  }

  private format(value: string, seconds: number): string {
    const secure = this.isSecure ? '; Secure' : ''
    return `${this.name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`
  }
}

const toName = (pair: string) => (pair.split('=')[0] ?? '').trim()

/** All values that a request has under this name. More than one: another host has set one of them. */
export function readCookieValues(headers: readonly string[], name: string): string[] {
  return headers
    .flatMap((header) => header.split(';'))
    .filter((pair) => toName(pair) === name)
    .map((pair) => pair.slice(pair.indexOf('=') + 1).trim())
}

/** What of the Cookie headers is the workload's. */
export function toWorkloadCookies(headers: readonly string[]): string[] {
  const pairs = headers.flatMap((header) => header.split(';')).filter((pair) => !OWN_COOKIES.test(toName(pair)))
  const text = pairs
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .join('; ')
  return text === '' ? [] : [text]
}

/** What of a workload's Set-Cookie headers the browser gets: for its own host alone, and none with a name of ours. */
export function toBrowserCookies(headers: readonly string[]): string[] {
  return headers
    .filter((header) => !OWN_COOKIES.test(toName(header.split(';')[0] ?? '')))
    .map((header) => {
      const [pair = '', ...attributes] = header.split(';')
      return [pair, ...attributes.filter((attribute) => !/^\s*domain\s*(=|$)/i.test(attribute))].join(';')
    })
}
