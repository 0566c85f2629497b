import { createHash, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Actor } from '#lib/auth/actor.ts'
import { getActorEnd } from '#lib/auth/session-check.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { getFileKeys } from './operations-keys.ts'
import type { SigningKey } from './operations-keys.ts'
import {
  ACCESS_SECONDS,
  ACCESS_TYP,
  CONTROL_SECONDS,
  CONTROL_TYP,
  DOWNLOAD_LINK_SECONDS,
  LINK_TYP,
  PREVIEW_LINK_SECONDS,
  RESUME_SECONDS,
  toAudience,
  toSelectionText,
} from './protocol/tokens.ts'
import type { ControlClaims, FileMode } from './protocol/tokens.ts'
import type { CreateFileLinkInput } from './schema.ts'

interface Target {
  volumeUid: string
  mode: FileMode
}

export interface IssuedToken {
  token: string
  expiresAt: string
}

export type LinkWish = Pick<CreateFileLinkInput, 'use' | 'path' | 'paths'>

/** Whoever calls this has authorized the actor for the volume in this mode. */
export async function issueAccessToken(actor: Actor, target: Target): Promise<IssuedToken> {
  const { current } = await getFileKeys()
  const now = nowSeconds()
  // A session whose claims have to be confirmed sooner gives no longer access than that.
  const exp = Math.min(now + ACCESS_SECONDS, Math.floor(getActorEnd(actor) / 1000))
  if (exp <= now)
    throw new AppError('UNAUTHENTICATED', 'Your session has to be confirmed.', { messageKey: 'session.signedOut' })
  const token = await sign(current, ACCESS_TYP, { ...toPerson(actor, target), iat: now, exp })
  return { token, expiresAt: new Date(exp * 1000).toISOString() }
}

/** The same for an address that the browser opens by itself. */
export async function issueLinkToken(actor: Actor, target: Target, wish: LinkWish): Promise<IssuedToken> {
  const { current } = await getFileKeys()
  const now = nowSeconds()
  const { lifeSeconds, firstUseSeconds, claims } = toLink(wish)
  const token = await sign(current, LINK_TYP, {
    ...toPerson(actor, target),
    ...claims,
    iat: now,
    exp: now + lifeSeconds,
  })
  return { token, expiresAt: new Date((now + firstUseSeconds) * 1000).toISOString() }
}

function toLink({ use, path = '', paths = [] }: LinkWish) {
  if (use === 'zip') {
    const selection = createHash('sha256').update(toSelectionText(paths)).digest('hex')
    return { lifeSeconds: DOWNLOAD_LINK_SECONDS, firstUseSeconds: DOWNLOAD_LINK_SECONDS, claims: { use, selection } }
  }
  return use === 'preview'
    ? { lifeSeconds: PREVIEW_LINK_SECONDS, firstUseSeconds: PREVIEW_LINK_SECONDS, claims: { use, path } }
    : { lifeSeconds: RESUME_SECONDS, firstUseSeconds: DOWNLOAD_LINK_SECONDS, claims: { use, path } }
}

/**
 * A word of the portal to one server, which counts once. It is said in the name of the portal that started the server:
 * every portal with the keys tells every server who lost access, whichever address people use.
 */
export async function issueControlToken(
  target: Target & { portalUrl: string | null },
  word: Pick<ControlClaims, 'keys' | 'revoked' | 'isToStop'>,
): Promise<string> {
  const { oldest } = await getFileKeys()
  const now = nowSeconds()
  const iss = target.portalUrl ?? getEnv().portalUrl
  const frame = { iss, aud: toAudience(target.volumeUid, target.mode), jti: randomUUID() }
  return sign(oldest, CONTROL_TYP, { ...frame, ...word, iat: now, exp: now + CONTROL_SECONDS })
}

function toPerson(actor: Actor, { volumeUid, mode }: Target) {
  return { iss: getEnv().portalUrl, aud: toAudience(volumeUid, mode), sub: actor.uid, sid: actor.sid }
}

function sign({ kid, key }: SigningKey, typ: string, claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ, kid }).sign(key)
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
