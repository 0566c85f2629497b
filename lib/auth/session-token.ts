import { hkdfSync } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import { z } from 'zod'

/** What the cookie holds: who signed in, when, and what cannot be read from the cluster. Times in ms since 1970. */
export type SessionToken = z.output<typeof tokenSchema>

const tokenSchema = z.object({
  sid: z.string().min(1),
  userUid: z.string().min(1),
  username: z.string().min(1),
  issuer: z.string().min(1),
  subject: z.string().min(1),
  startedAt: z.int().positive(),
  /** Of the user object when the session was written into it: a cache older than that cannot know the session. */
  userVersion: z.string(),
  /** When the provider last confirmed the claims. */
  claimsCheckedAt: z.int().positive(),
  /** The provider did not answer the last time it was asked. */
  isProviderAway: z.boolean(),
  isInAdminGroup: z.boolean(),
  /** Hashes of the provider's groups that a group of Moorage is mapped to. */
  mappedGroups: z.array(z.string()),
  refreshToken: z.string().min(1),
})

export const SESSION_LIMIT_MS = 8 * 3_600_000
const TYPE = 'moorage-session+jwt'

function deriveKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, 'moorage', 'session cookie', 32))
}

export async function sealSession(token: SessionToken, secret: string): Promise<string> {
  return (
    new EncryptJWT({ ...token })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: TYPE })
      // From the sign-in on, not from now: sealing it again does not make it live longer.
      .setExpirationTime(new Date(token.startedAt + SESSION_LIMIT_MS))
      .encrypt(deriveKey(secret))
  )
}

/** Null for everything that was not sealed with this secret, was changed, or is past its end. */
export async function openSession(sealed: string, secret: string): Promise<SessionToken | null> {
  try {
    const { payload } = await jwtDecrypt(sealed, deriveKey(secret), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      typ: TYPE,
      requiredClaims: ['exp'],
    })
    return tokenSchema.parse(payload)
  } catch {
    return null
  }
}
