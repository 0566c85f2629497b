import type { JWTPayload } from 'jose'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { oidcFetch } from './oidc-fetch.ts'
import { pickClientAuthentication, type OidcProvider, type ProviderMetadata } from './oidc-provider.ts'

export interface ClientCredentials {
  clientId: string
  clientSecret: string
}

const tokensSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
})

const refusalSchema = z.object({ error: z.string() })

/**
 * "refused": the provider has ended this session for good. "unconfirmed": it renewed the grant, and then did not say
 * who this is; the new refresh token counts all the same, because the old one may be spent.
 */
export type RefreshAnswer =
  | { kind: 'refused' }
  | { kind: 'unconfirmed'; refreshToken: string }
  | { kind: 'refreshed'; refreshToken: string; idToken: string | null; rawClaims: Record<string, unknown> }

/** Has the claims of a session confirmed; throws UNAVAILABLE when the provider gives no answer that counts. */
export async function refreshGrant(
  provider: OidcProvider,
  credentials: ClientCredentials,
  session: { refreshToken: string; subject: string; claimNames: readonly string[] },
): Promise<RefreshAnswer> {
  const metadata = await provider.getMetadata()
  const form = { grant_type: 'refresh_token', refresh_token: session.refreshToken }
  const response = await post(metadata.token_endpoint, { metadata, credentials, form })
  const body: unknown = await response.json().catch(() => null)
  // RFC 6749, section 5.2: the only refusal that is about this session; the others are about the portal's settings.
  const refusal = refusalSchema.safeParse(body)
  if (response.status < 402 && refusal.success && refusal.data.error === 'invalid_grant') return { kind: 'refused' }
  const tokens = tokensSchema.safeParse(body)
  if (response.status !== 200 || !tokens.success) {
    const said = refusal.success ? refusal.data.error : `status ${response.status}`
    throw new AppError('UNAVAILABLE', 'The identity provider did not renew the session.', { details: { said } })
  }
  const {
    access_token: accessToken,
    refresh_token: refreshToken = session.refreshToken,
    id_token: idToken,
  } = tokens.data
  try {
    const idClaims = idToken ? await provider.verifyIdToken(idToken, credentials.clientId) : null
    const rawClaims = await completeClaims(metadata, { idClaims, accessToken, claimNames: session.claimNames })
    // OpenID Connect Core, section 12.2: the answer is about the same person, or about nobody.
    if (rawClaims.sub !== session.subject) return { kind: 'refused' }
    return { kind: 'refreshed', refreshToken, idToken: idToken ?? null, rawClaims }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'UNAVAILABLE') throw error
    return { kind: 'unconfirmed', refreshToken }
  }
}

/** The claims of the ID token, and those of the user info endpoint when the ID token lacks some that are wanted. */
export async function completeClaims(
  metadata: ProviderMetadata,
  known: { idClaims: JWTPayload | null; accessToken: string | undefined; claimNames: readonly string[] },
): Promise<Record<string, unknown>> {
  const { idClaims, accessToken, claimNames } = known
  const isComplete = idClaims !== null && claimNames.every((name) => Object.hasOwn(idClaims, name))
  if (isComplete || !metadata.userinfo_endpoint || !accessToken) return { ...idClaims }
  const userInfo = await fetchUserInfo(metadata.userinfo_endpoint, accessToken)
  // OpenID Connect Core, section 5.3.4: an answer about somebody else must not be used.
  if (idClaims && userInfo.sub !== idClaims.sub) {
    throw new AppError('UNAUTHENTICATED', 'The identity provider answered about somebody else.')
  }
  return { ...userInfo, ...idClaims }
}

async function fetchUserInfo(address: string, accessToken: string): Promise<Record<string, unknown>> {
  try {
    const response = await oidcFetch(address, { headers: { authorization: `Bearer ${accessToken}` } })
    if (response.status !== 200) throw new Error(`status ${response.status}`)
    return z.record(z.string(), z.unknown()).parse(await response.json())
  } catch (cause) {
    throw new AppError('UNAVAILABLE', 'The identity provider does not say who this is.', { cause })
  }
}

/** Best effort, for a session that ends: RFC 7009. */
export async function revokeGrant(
  provider: OidcProvider,
  credentials: ClientCredentials,
  refreshToken: string,
): Promise<void> {
  const metadata = await provider.getMetadata()
  if (!metadata.revocation_endpoint) return
  const form = { token: refreshToken, token_type_hint: 'refresh_token' }
  await post(metadata.revocation_endpoint, { metadata, credentials, form })
}

async function post(
  address: string,
  options: { metadata: ProviderMetadata; credentials: ClientCredentials; form: Record<string, string> },
): Promise<Response> {
  const { clientId, clientSecret } = options.credentials
  const body = new URLSearchParams(options.form)
  const headers: Record<string, string> = {}
  if (pickClientAuthentication(options.metadata) === 'client_secret_post') {
    body.set('client_id', clientId)
    body.set('client_secret', clientSecret)
  } else {
    // RFC 6749, section 2.3.1: both parts are form-encoded first.
    const pair = [clientId, clientSecret].map((part) => new URLSearchParams({ part }).toString().slice('part='.length))
    headers.authorization = `Basic ${Buffer.from(pair.join(':')).toString('base64')}`
  }
  try {
    return await oidcFetch(address, { method: 'POST', headers, body })
  } catch (cause) {
    throw new AppError('UNAVAILABLE', 'The identity provider does not answer.', { cause })
  }
}

const ID_TOKEN_MAX_LENGTH = 6000

/** Where the browser ends the session at the provider too; null when it offers no such page. */
export function buildEndSessionUrl(
  metadata: ProviderMetadata,
  options: { clientId: string; returnTo: string; idToken: string | null },
): string | null {
  if (!metadata.end_session_endpoint) return null
  const url = new URL(metadata.end_session_endpoint)
  url.searchParams.set('client_id', options.clientId)
  url.searchParams.set('post_logout_redirect_uri', options.returnTo)
  // With it the provider need not ask whether the person really wants to leave; too long a one would break the address.
  if (options.idToken && options.idToken.length < ID_TOKEN_MAX_LENGTH)
    url.searchParams.set('id_token_hint', options.idToken)
  return url.href
}
