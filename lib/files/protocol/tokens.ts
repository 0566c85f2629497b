import { z } from 'zod'
import { wirePathSchema } from './entries.ts'

/**
 * The signed words between the portal and the file servers (EdDSA over Ed25519, compact JWS with `kid`). Each kind has its
 * own `typ`, so that none passes for another; the audience is one volume in one mode.
 */
export const FILE_MODES = ['ro', 'rw'] as const
export type FileMode = (typeof FILE_MODES)[number]

export const ACCESS_TYP = 'moorage-files+jwt'
export const LINK_TYP = 'moorage-file-link+jwt'
export const CONTROL_TYP = 'moorage-files-control+jwt'
export const ACCESS_SECONDS = 300
/** A download must begin within this time, and may be continued for `RESUME_SECONDS`. */
export const DOWNLOAD_LINK_SECONDS = 60
export const RESUME_SECONDS = 12 * 60 * 60
export const PREVIEW_LINK_SECONDS = 600
export const CONTROL_SECONDS = 60

export function toAudience(volumeUid: string, mode: FileMode): string {
  return `${volumeUid}:${mode}`
}

const person = {
  iss: z.url(),
  aud: z.string(),
  /** The uid of the user object. */
  sub: z.string().min(1).max(100),
  /** The session it was given to; a revoked session ends it. */
  sid: z.string().min(1).max(200),
  iat: z.number().int(),
  exp: z.number().int(),
}

export const accessClaimsSchema = z.object(person)
export type AccessClaims = z.infer<typeof accessClaimsSchema>

/** `download` and `preview` are bound to a path, `zip` to a digest of the chosen paths (see `toSelectionText`). */
export const linkClaimsSchema = z.discriminatedUnion('use', [
  z.object({ ...person, use: z.literal('download'), path: wirePathSchema }),
  z.object({ ...person, use: z.literal('preview'), path: wirePathSchema }),
  z.object({ ...person, use: z.literal('zip'), selection: z.string().regex(/^[0-9a-f]{64}$/) }),
])
export type LinkClaims = z.infer<typeof linkClaimsSchema>

/** What a zip link's sha-256 (hex) is made of. */
export function toSelectionText(paths: readonly string[]): string {
  return JSON.stringify(paths)
}

const publicKeySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
})
export const publicKeysSchema = z.array(publicKeySchema).min(1).max(2)
export type PublicKeys = z.infer<typeof publicKeysSchema>

/** Every token and link of this session or person that was issued until `before` (seconds since 1970) is void. */
export const revocationSchema = z.union([
  z.object({ sid: z.string(), before: z.number().int() }),
  z.object({ sub: z.string(), before: z.number().int() }),
])
export type Revocation = z.infer<typeof revocationSchema>

export const controlClaimsSchema = z.object({
  iss: z.url(),
  aud: z.string(),
  jti: z.string(),
  iat: z.number().int(),
  exp: z.number().int(),
  /** Replace those known so far. */
  keys: publicKeysSchema.optional(),
  revoked: z.array(revocationSchema).max(1000).optional(),
  /** The server is to end: a workload waits for the volume on another node, or the volume is to go. */
  isToStop: z.boolean().optional(),
})
export type ControlClaims = z.infer<typeof controlClaimsSchema>
