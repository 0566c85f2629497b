import { clearSessionCookie, readRequestToken } from '#lib/auth/session.ts'
import { getSignOutAddress } from '#lib/auth/sign-out.ts'
import { getEnv } from '#lib/env.ts'
import { requireSameOrigin } from '#lib/http/origin.ts'
import { definePublicRoute } from '#lib/http/route.ts'
import { log } from '#lib/log.ts'
import { routes } from '#lib/routes.ts'
import { closeSession } from '#lib/users/operations-sessions.ts'

/** A plain form leads here, so that signing out needs no script; then the provider ends its own session. */
export const POST = definePublicRoute({ name: 'POST /api/auth/sign-out' }, async ({ request }) => {
  requireSameOrigin(request.headers, getEnv().portalUrl)
  const token = await readRequestToken()
  await clearSessionCookie()
  if (!token) return goTo(routes.signIn())
  const user = { uid: token.userUid, username: token.username }
  const [address] = await Promise.all([
    getSignOutAddress(token),
    // The cookie is gone in any case; without the cluster, the session ends when its claims do.
    closeSession(user, token.sid, 'signed-out').catch((error: unknown) =>
      log.warn({ error }, 'A session stays listed'),
    ),
  ])
  return goTo(address)
})

function goTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } })
}
