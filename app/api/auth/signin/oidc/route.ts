import { startSignIn } from '#lib/auth/sign-in.ts'
import { definePublicRoute } from '#lib/http/route.ts'

/** A plain link leads here, so that signing in needs no script; `callback` names the page to come back to. */
export const GET = definePublicRoute({ name: 'GET /api/auth/signin/oidc' }, ({ request }) => startSignIn(request))
