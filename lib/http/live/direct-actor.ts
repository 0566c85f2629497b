import type { IncomingMessage } from 'node:http'
import type { Actor } from '#lib/auth/actor.ts'
import { readCookies } from '#lib/auth/cookie-header.ts'
import { readSessionToken } from '#lib/auth/session.ts'
import { checkSession } from '#lib/auth/session-check.ts'
import { getEnv } from '#lib/env.ts'
import { hasOwnHost } from '../origin.ts'

/** Who sends a request that Next.js has not seen; null where a route handler has to say what is wrong with it. */
export async function findDirectActor(request: IncomingMessage): Promise<Actor | null> {
  const { host = '', cookie = '' } = request.headers
  if (!hasOwnHost(new Headers({ host }), getEnv().portalUrl)) return null
  const cookies = readCookies(new Headers({ cookie }))
  const token = await readSessionToken((name) => cookies[name])
  return token && checkSession(token)
}
