import {
  ACCESS_SECONDS,
  ACCESS_TYP,
  CONTROL_SECONDS,
  CONTROL_TYP,
  DOWNLOAD_LINK_SECONDS,
  LINK_TYP,
  PREVIEW_LINK_SECONDS,
  RESUME_SECONDS,
  accessClaimsSchema,
  controlClaimsSchema,
  linkClaimsSchema,
  toAudience,
  type AccessClaims,
  type ControlClaims,
  type LinkClaims,
} from '#lib/files/protocol/tokens.ts'
import { FileError } from '../file-error.ts'
import type { Settings } from '../settings.ts'
import { Revocations } from './revocations.ts'
import { KeyRing, SKEW_SECONDS, type Verified } from './verify.ts'

const REMEMBERED_MAX = 500

/** Says whether a token of the portal opens this server. Everything it throws is UNAUTHENTICATED. */
export class TokenChecker {
  readonly #audience: string
  readonly #issuer: string
  readonly #keys: KeyRing
  readonly #revocations = new Revocations()
  /** Tokens whose signature was found right; a browser sends the same one for minutes. */
  readonly #remembered = new Map<string, Verified<AccessClaims>>()
  readonly #kids = new WeakMap<AccessClaims, string>()
  /** Control tokens that were used, until when they would be valid. */
  readonly #used = new Map<string, number>()

  constructor(settings: Pick<Settings, 'volumeUid' | 'mode' | 'portalOrigin' | 'publicKeys'>) {
    this.#audience = toAudience(settings.volumeUid, settings.mode)
    this.#issuer = settings.portalOrigin
    this.#keys = new KeyRing(settings.publicKeys)
  }

  async checkAccess(token: string): Promise<AccessClaims> {
    const known = this.#remembered.get(token)
    const verified = known ?? (await this.#keys.verify(token, ACCESS_TYP, accessClaimsSchema))
    const { claims } = verified
    this.#requireClaims(claims, { lifeSeconds: ACCESS_SECONDS })
    if (claims.exp + SKEW_SECONDS < nowSeconds()) throw new FileError('UNAUTHENTICATED')
    this.#kids.set(claims, verified.kid)
    this.#requireInForce(claims)
    if (!known) this.#remember(token, verified)
    return claims
  }

  /** `isFirstUse` is false once a download link can only continue what was begun: by Range and an If-Range that matches. */
  async checkLink(token: string): Promise<{ claims: LinkClaims; isFirstUse: boolean }> {
    const { claims, kid } = await this.#keys.verify(token, LINK_TYP, linkClaimsSchema)
    this.#requireClaims(claims, { lifeSeconds: RESUME_SECONDS })
    const ageSeconds = nowSeconds() - claims.iat
    const firstUseSeconds = claims.use === 'preview' ? PREVIEW_LINK_SECONDS : DOWNLOAD_LINK_SECONDS
    const lastUseSeconds = claims.use === 'download' ? RESUME_SECONDS : firstUseSeconds
    if (ageSeconds > lastUseSeconds + SKEW_SECONDS) throw new FileError('UNAUTHENTICATED')
    this.#kids.set(claims, kid)
    this.#requireInForce(claims)
    return { claims, isFirstUse: ageSeconds <= firstUseSeconds + SKEW_SECONDS }
  }

  /** Each control token counts once. */
  async takeControl(token: string): Promise<ControlClaims> {
    const { claims } = await this.#keys.verify(token, CONTROL_TYP, controlClaimsSchema)
    const now = nowSeconds()
    this.#requireClaims(claims, { lifeSeconds: CONTROL_SECONDS })
    if (claims.exp + SKEW_SECONDS < now) throw new FileError('UNAUTHENTICATED')
    for (const [jti, until] of this.#used) if (until < now) this.#used.delete(jti)
    if (this.#used.has(claims.jti)) throw new FileError('UNAUTHENTICATED')
    this.#used.set(claims.jti, claims.exp + SKEW_SECONDS)
    if (claims.keys) this.#keys.replace(claims.keys)
    if (claims.revoked) this.#revocations.add(claims.revoked, now)
    return claims
  }

  /** Whether claims that were accepted here have been revoked since, or their key withdrawn. */
  isVoid(claims: AccessClaims): boolean {
    return this.#revocations.isRevoked(claims) || !this.#keys.has(this.#kids.get(claims) ?? '')
  }

  #requireInForce(claims: AccessClaims): void {
    if (this.isVoid(claims)) throw new FileError('UNAUTHENTICATED')
  }

  #requireClaims(
    claims: { iss: string; aud: string; iat: number; exp: number },
    { lifeSeconds }: { lifeSeconds: number },
  ) {
    const isOurs = claims.iss === this.#issuer && claims.aud === this.#audience
    const life = claims.exp - claims.iat
    const isBegun = claims.iat <= nowSeconds() + SKEW_SECONDS
    if (!isOurs || !isBegun || life <= 0 || life > lifeSeconds) throw new FileError('UNAUTHENTICATED')
  }

  #remember(token: string, verified: Verified<AccessClaims>): void {
    if (this.#remembered.size >= REMEMBERED_MAX) {
      const [oldest] = this.#remembered.keys()
      if (oldest !== undefined) this.#remembered.delete(oldest)
    }
    this.#remembered.set(token, verified)
  }
}

function nowSeconds(): number {
  return Date.now() / 1000
}
