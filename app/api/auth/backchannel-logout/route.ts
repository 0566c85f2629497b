import { readLogoutToken } from '#lib/auth/logout-request.ts'
import { verifyLogoutToken } from '#lib/auth/logout-token.ts'
import { getOidcProvider } from '#lib/auth/oidc-provider.ts'
import { getEnv } from '#lib/env.ts'
import { definePublicRoute } from '#lib/http/route.ts'
import { endProviderSessions } from '#lib/users/operations-sessions.ts'

/** The identity provider says here that somebody's sessions have ended (OpenID Connect Back-Channel Logout 1.0). */
export const POST = definePublicRoute({ name: 'POST /api/auth/backchannel-logout' }, async ({ request }) => {
  const { issuer, clientId } = getEnv().oidc
  const { getKey } = getOidcProvider()
  await endProviderSessions(await verifyLogoutToken(await readLogoutToken(request), { issuer, clientId, getKey }))
  return new Response(null, { status: 200 })
})
