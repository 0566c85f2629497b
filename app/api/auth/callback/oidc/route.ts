import { finishSignIn } from '#lib/auth/sign-in.ts'
import { definePublicRoute } from '#lib/http/route.ts'
import { ensureUserSpace } from '#lib/spaces/operations.ts'
import { startSession } from '#lib/users/operations-sign-in.ts'

/** The identity provider sends the browser back here. */
export const GET = definePublicRoute({ name: 'GET /api/auth/callback/oidc' }, ({ request }) =>
  finishSignIn(request, (session) => startSession(session, ensureUserSpace)),
)
