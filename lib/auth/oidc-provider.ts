import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { getEnv } from '#lib/env.ts'
import { oidcFetch } from './oidc-fetch.ts'

/** What the provider says about itself at /.well-known/openid-configuration, as far as it is used. */
export type ProviderMetadata = z.output<typeof metadataSchema>

const METADATA_AGE_MS = 600_000
const CLOCK_TOLERANCE_SECONDS = 10
// Asymmetric only: with HS256 the client secret would sign, and a public key could be passed off as one.
export const SIGNING_ALGORITHMS = [
  'RS256',
  'PS256',
  'ES256',
  'EdDSA',
  'RS384',
  'RS512',
  'PS384',
  'PS512',
  'ES384',
  'ES512',
]

const endpoint = z.url({ protocol: /^https?$/ })

const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
  end_session_endpoint: endpoint.optional(),
  revocation_endpoint: endpoint.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
})

export interface OidcProvider {
  readonly issuer: string
  getMetadata(): Promise<ProviderMetadata>
  /** The key that a token of the provider was signed with. */
  readonly getKey: JWTVerifyGetKey
  /** Signature, issuer, audience and times; throws UNAUTHENTICATED. */
  verifyIdToken(idToken: string, clientId: string): Promise<JWTPayload>
}

function createOidcProvider(issuer: string): OidcProvider {
  let known: { metadata: ProviderMetadata; readAtMs: number } | undefined
  let reading: Promise<ProviderMetadata> | undefined
  let keys: { uri: string; getKey: JWTVerifyGetKey } | undefined

  async function read(): Promise<ProviderMetadata> {
    try {
      const metadata = await fetchMetadata(issuer)
      known = { metadata, readAtMs: Date.now() }
      return metadata
    } catch (error) {
      // The addresses of a provider hardly ever change: the last ones are good enough while it does not answer.
      if (known) return known.metadata
      throw error
    } finally {
      reading = undefined
    }
  }

  async function getMetadata(): Promise<ProviderMetadata> {
    if (known && Date.now() - known.readAtMs < METADATA_AGE_MS) return known.metadata
    reading ??= read()
    return reading
  }

  const getKey: JWTVerifyGetKey = async (header, token) => {
    const uri = (await getMetadata()).jwks_uri
    if (keys?.uri !== uri) keys = { uri, getKey: createRemoteJWKSet(new URL(uri), { [customFetch]: oidcFetch }) }
    try {
      return await keys.getKey(header, token)
    } catch (cause) {
      throw toKeyError(cause)
    }
  }

  return {
    issuer,
    getMetadata,
    getKey,
    async verifyIdToken(idToken, clientId) {
      try {
        const { payload } = await jwtVerify(idToken, getKey, {
          issuer,
          audience: clientId,
          algorithms: SIGNING_ALGORITHMS,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ['sub', 'iat', 'exp'],
        })
        // OpenID Connect Core, section 3.1.3.7: the token may name other clients, but it was made for this one.
        if (payload.azp !== undefined && payload.azp !== clientId) throw new TypeError('azp')
        return payload
      } catch (cause) {
        throw toTokenError(cause)
      }
    },
  }
}

// Next.js may load this file more than once per process; keys and addresses are read once.
const shared = globalThis as typeof globalThis & { moorageOidcProvider?: OidcProvider }

/** The provider of the settings. */
export function getOidcProvider(): OidcProvider {
  const { issuer } = getEnv().oidc
  if (shared.moorageOidcProvider?.issuer !== issuer) shared.moorageOidcProvider = createOidcProvider(issuer)
  return shared.moorageOidcProvider
}

/** Not knowing the keys is the provider's failure; knowing them and none of them fitting is the token's. */
function toKeyError(cause: unknown): unknown {
  const isAboutToken = cause instanceof errors.JOSEError && !/_(GENERIC|TIMEOUT|JWKS_INVALID)$/.test(cause.code)
  return isAboutToken ? cause : new AppError('UNAVAILABLE', 'The identity provider does not answer.', { cause })
}

function toTokenError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  return new AppError('UNAUTHENTICATED', 'The identity provider sent a token that cannot be trusted.', { cause })
}

async function fetchMetadata(issuer: string): Promise<ProviderMetadata> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  try {
    const response = await oidcFetch(address)
    if (response.status !== 200) throw new Error(`status ${response.status}`)
    const metadata = metadataSchema.parse(await response.json())
    // OpenID Connect Discovery, section 4.3: otherwise one provider could speak for another.
    if (metadata.issuer !== issuer) throw new Error(`it calls itself ${metadata.issuer}`)
    requireSecureEndpoints(issuer, metadata)
    return metadata
  } catch (cause) {
    throw new AppError('UNAVAILABLE', `The identity provider ${issuer} cannot be used.`, {
      cause,
      details: { isProvider: true },
    })
  }
}

function requireSecureEndpoints(issuer: string, metadata: ProviderMetadata): void {
  if (!issuer.startsWith('https:')) return
  for (const value of Object.values(metadata)) {
    if (typeof value === 'string' && value.startsWith('http:')) throw new Error('an endpoint is not https')
  }
}

/** The first way of proving who the portal is that both sides know. */
export function pickClientAuthentication(metadata: ProviderMetadata): 'client_secret_basic' | 'client_secret_post' {
  const supported = metadata.token_endpoint_auth_methods_supported
  return !supported.includes('client_secret_basic') && supported.includes('client_secret_post')
    ? 'client_secret_post'
    : 'client_secret_basic'
}

/** How the provider signs ID tokens for a client that asked for nothing else. */
export function pickSigningAlgorithm(metadata: ProviderMetadata): string {
  const supported = metadata.id_token_signing_alg_values_supported
  if (supported.includes('RS256')) return 'RS256'
  return SIGNING_ALGORITHMS.find((algorithm) => supported.includes(algorithm)) ?? 'RS256'
}
