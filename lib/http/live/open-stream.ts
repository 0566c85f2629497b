import type { z } from 'zod'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize, requireAdmin } from '#lib/auth/authorize.ts'
import { getActorEnd } from '#lib/auth/session-check.ts'
import { getHub } from './live.ts'
import type { streamQuerySchema } from './schema.ts'
import type { StreamRequest } from './hub.ts'

export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Compression would hold the events back: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.6
  'cache-control': 'no-store, no-transform',
  // The same for the buffer of an nginx in between.
  'x-accel-buffering': 'no',
}

/** What somebody may have a stream of; throws as `authorize` does, and TOO_MANY_REQUESTS. */
export function authorizeStream(
  actor: Actor,
  query: z.output<typeof streamQuerySchema>,
  lastEventId: string | null,
): StreamRequest {
  const isAdmin = query.scope === 'admin'
  if (isAdmin) requireAdmin(actor, 'read')
  for (const spaceId of query.space) authorize(actor, 'space.read', spaceId)
  getHub().requireRoom(actor.uid)
  // A browser that comes again says by itself how far it got, which is further than where its page began.
  return {
    userUid: actor.uid,
    spaces: query.space,
    isAdmin,
    since: lastEventId ?? query.since ?? null,
    endsAtMs: getActorEnd(actor),
  }
}
