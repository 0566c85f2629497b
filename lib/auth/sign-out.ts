import { getEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { routes } from '#lib/routes.ts'
import { buildEndSessionUrl, refreshGrant, revokeGrant } from './oidc-grants.ts'
import { getOidcProvider } from './oidc-provider.ts'
import type { SessionToken } from './session-token.ts'

/**
 * Where the browser goes to end its session at the provider too; the portal's own sign-in page when the provider has no
 * such page or does not answer. The refresh token is worth nothing afterwards.
 */
export async function getSignOutAddress(token: SessionToken): Promise<string> {
  const { oidc, portalUrl } = getEnv()
  const provider = getOidcProvider()
  const returnTo = `${portalUrl}${routes.signIn()}`
  try {
    const metadata = await provider.getMetadata()
    const idToken = await endGrant(token)
    return buildEndSessionUrl(metadata, { clientId: oidc.clientId, returnTo, idToken }) ?? returnTo
  } catch (error) {
    log.warn({ error }, 'A session ended here, and the identity provider could not be told')
    return returnTo
  }
}

/**
 * The ID token proves to the provider whose session ends, so that it need not ask; it is too large to be kept in the
 * cookie, but a last renewal brings one. What that renewal gave is taken back at once.
 */
async function endGrant(token: SessionToken): Promise<string | null> {
  const { oidc } = getEnv()
  const provider = getOidcProvider()
  const { refreshToken, subject } = token
  const answer = await refreshGrant(provider, oidc, { refreshToken, subject, claimNames: [] })
  if (answer.kind === 'refused') return null
  await revokeGrant(provider, oidc, answer.refreshToken)
  return answer.kind === 'refreshed' ? answer.idToken : null
}
