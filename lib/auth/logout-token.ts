import { createHash } from 'node:crypto'
import { jwtVerify, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { SIGNING_ALGORITHMS } from './oidc-provider.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const MAX_AGE_SECONDS = 300
const CLOCK_TOLERANCE_SECONDS = 30
/** As long as a token could be sent again, its id has to be remembered. */
export const LOGOUT_TOKEN_LIFETIME_MS = (MAX_AGE_SECONDS + 2 * CLOCK_TOLERANCE_SECONDS) * 1000

/** Whose sessions the provider wants ended: one session, or all of a person's when it names none. */
export interface LogoutToken {
  /** Hash of the token's id: it counts once. */
  readonly id: string
  readonly issuer: string
  readonly subject: string | null
  /** As in UserSession. */
  readonly providerSid: string | null
}

const claimsSchema = z
  .object({
    iss: z.string(),
    jti: z.string().min(1),
    sub: z.string().min(1).optional(),
    sid: z.string().min(1).optional(),
    events: z.record(z.string(), z.unknown()).refine((events) => {
      const event = Object.hasOwn(events, EVENT) ? events[EVENT] : undefined
      return typeof event === 'object' && event !== null
    }),
    // An ID token has one, a logout token must not: neither passes for the other.
    nonce: z.never().optional(),
  })
  .refine((claims) => claims.sub !== undefined || claims.sid !== undefined)

/** The provider's session id as it is stored: one length, whatever the provider uses. */
export function hashProviderSid(sid: string): string {
  return createHash('sha256').update(sid).digest('hex').slice(0, 40)
}

/**
 * Checks a logout token as OpenID Connect Back-Channel Logout 1.0, section 2.6, says; throws INVALID_INPUT for one that
 * is forged, too old or meant for somebody else, and UNAVAILABLE when the provider's keys cannot be had. Whether it was
 * used before is for the caller to see.
 */
export async function verifyLogoutToken(
  token: string,
  options: { issuer: string; clientId: string; getKey: JWTVerifyGetKey; now?: Date },
): Promise<LogoutToken> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, options.getKey, {
      issuer: options.issuer,
      audience: options.clientId,
      algorithms: SIGNING_ALGORITHMS,
      requiredClaims: ['iat', 'jti', 'events'],
      maxTokenAge: MAX_AGE_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: options.now,
    })
    const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, '') ?? 'jwt'
    if (type !== 'logout+jwt' && type !== 'jwt') throw new TypeError('typ')
    const claims = claimsSchema.parse(payload)
    return {
      id: createHash('sha256').update(claims.jti).digest('hex').slice(0, 40),
      issuer: claims.iss,
      subject: claims.sub ?? null,
      providerSid: claims.sid === undefined ? null : hashProviderSid(claims.sid),
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('INVALID_INPUT', 'This is no logout token for this portal.', { cause })
  }
}
