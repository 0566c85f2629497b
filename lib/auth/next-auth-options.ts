import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { NextAuthOptions } from 'next-auth'
import { getEnv } from '#lib/env.ts'
import { log, scrub } from '#lib/log.ts'
import { routes } from '#lib/routes.ts'
import { lookup } from './oidc-fetch.ts'
import { completeClaims } from './oidc-grants.ts'
import { getOidcProvider, pickClientAuthentication, pickSigningAlgorithm, type OidcProvider } from './oidc-provider.ts'
import { getCookieNames, getCookieOptions, isCookieSecure } from './session-cookie.ts'
import { SESSION_LIMIT_MS } from './session-token.ts'

/** What next-auth has checked by state, nonce, PKCE and signature. */
export interface ProviderProfile {
  rawClaims: Record<string, unknown>
  refreshToken: string | null
  /** The provider's own session id. */
  sid: string | null
}

interface Hooks {
  /** Whether the person may come in; makes the session. */
  signIn?: (profile: ProviderProfile) => Promise<boolean>
  /** The session as the cookie holds it. */
  getSealed?: () => string | undefined
}

const PROVIDER_TIMEOUT_MS = 5000
const STEP_SECONDS = 900

/** next-auth's own cross-site check compares this pair; the portal has checked where the request came from already. */
export function buildCsrf(secret: string): { csrfToken: string; csrfCookie: string } {
  const csrfToken = randomBytes(32).toString('hex')
  const hash = createHash('sha256').update(`${csrfToken}${secret}`).digest('hex')
  return { csrfToken, csrfCookie: `${csrfToken}|${hash}` }
}

/** Throws UNAVAILABLE when the provider's description of itself cannot be had. */
export async function buildAuthOptions(hooks: Hooks): Promise<NextAuthOptions> {
  const env = getEnv()
  const names = getCookieNames(env)
  const base = getCookieOptions(env)
  const step = { ...base, maxAge: STEP_SECONDS }
  return {
    secret: env.sessionSecret,
    useSecureCookies: isCookieSecure(env),
    pages: { signIn: routes.signIn(), error: routes.signIn() },
    session: { strategy: 'jwt', maxAge: SESSION_LIMIT_MS / 1000 },
    cookies: {
      sessionToken: { name: names.session, options: base },
      callbackUrl: { name: names.callback, options: step },
      csrfToken: { name: names.csrf, options: step },
      pkceCodeVerifier: { name: names.pkce, options: step },
      state: { name: names.state, options: step },
      nonce: { name: names.nonce, options: step },
    },
    jwt: {
      // Sealed by lib/auth/session-token.ts, whose end counts from the sign-in and is not moved by using it.
      encode: async () => hooks.getSealed?.() ?? '',
      decode: async () => null,
    },
    providers: [await buildProvider(getOidcProvider())],
    callbacks: {
      signIn: async ({ account, profile }) => {
        const rawClaims: Record<string, unknown> = { ...profile }
        const sid = rawClaims.sid
        return (
          hooks.signIn?.({
            rawClaims,
            refreshToken: account?.refresh_token ?? null,
            sid: typeof sid === 'string' && sid !== '' ? sid : null,
          }) ?? false
        )
      },
      redirect: ({ url, baseUrl }) => (url.startsWith('/') ? `${baseUrl}${url}` : url),
    },
    logger: {
      // What next-auth adds holds tokens and claims, so only the sentence is taken.
      error: (code, metadata) => {
        const error = metadata instanceof Error ? metadata : metadata.error
        log.warn({ step: code, said: scrub(error.message) }, 'A sign-in failed')
      },
      warn: () => {},
      debug: () => {},
    },
  }
}

async function buildProvider(provider: OidcProvider): Promise<NextAuthOptions['providers'][number]> {
  const { clientId, clientSecret, scopes, usernameClaim, groupsClaim } = getEnv().oidc
  const metadata = await provider.getMetadata()
  return {
    id: 'oidc',
    name: 'OIDC',
    type: 'oauth',
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    issuer: metadata.issuer,
    authorization: { url: metadata.authorization_endpoint, params: { scope: scopes } },
    token: { url: metadata.token_endpoint },
    jwks_endpoint: metadata.jwks_uri,
    clientId,
    clientSecret,
    client: {
      token_endpoint_auth_method: pickClientAuthentication(metadata),
      id_token_signed_response_alg: pickSigningAlgorithm(metadata),
    },
    httpOptions: { timeout: PROVIDER_TIMEOUT_MS, lookup },
    userinfo: {
      request: ({ tokens }) =>
        completeClaims(metadata, {
          // Checked by next-auth a moment before.
          idClaims: tokens.id_token ? decodeJwt(tokens.id_token) : null,
          accessToken: tokens.access_token,
          claimNames: [usernameClaim, groupsClaim],
        }),
    },
    profile: (claims: { sub: string }) => ({ id: claims.sub }),
  }
}
