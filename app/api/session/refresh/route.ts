import { after } from 'next/server'
import { findQuotaRole } from '#lib/auth/quota-role.ts'
import { findSessionUser } from '#lib/auth/session-check.ts'
import { toSessionTimes } from '#lib/auth/session-limits.ts'
import { refreshToken } from '#lib/auth/session-refresh.ts'
import { clearSessionCookie, readRequestToken, writeSessionCookie } from '#lib/auth/session.ts'
import { AppError } from '#lib/errors.ts'
import { getEnv } from '#lib/env.ts'
import { requireSameOrigin } from '#lib/http/origin.ts'
import { definePublicRoute } from '#lib/http/route.ts'
import { log } from '#lib/log.ts'
import { closeSession, touchSession } from '#lib/users/operations-sessions.ts'
import { updateProfile } from '#lib/users/operations-sign-in.ts'

/**
 * The only place where the identity provider is asked again: a page cannot set cookies, so a new refresh token would be
 * lost there. Answers how long the session lasts; 401 when it is over.
 */
export const POST = definePublicRoute({ name: 'POST /api/session/refresh' }, async ({ request }) => {
  requireSameOrigin(request.headers, getEnv().portalUrl)
  const token = await readRequestToken()
  const user = token && (await findSessionUser(token))
  if (!token || !user) return endHere()
  const result = await refreshToken(token)
  if (result.kind === 'ended') {
    after(() => closeSession(user, token.sid, 'provider').catch(report))
    return endHere()
  }
  await writeSessionCookie(result.token)
  const { claims } = result
  if (claims) {
    after(async () => {
      await updateProfile(user, claims).catch(report)
      const quotaRole = findQuotaRole(getEnv().quotaRoles, claims.groups)
      await touchSession(user, { sid: token.sid, quotaRole }).catch(report)
    })
  }
  return toSessionTimes(result.token, Date.now())
})

async function endHere(): Promise<never> {
  await clearSessionCookie()
  throw new AppError('UNAUTHENTICATED', 'Your session has ended. Sign in to go on.', { messageKey: 'session.ended' })
}

function report(error: unknown): void {
  log.warn({ error }, 'Something about a session could not be written down')
}
