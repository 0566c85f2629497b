import type { IncomingMessage, ServerResponse } from 'node:http'
import { routes } from '#lib/routes.ts'
import type { DirectAnswer } from '../direct-answers.ts'
import { parseQuery } from '../query.ts'
import { findDirectActor } from './direct-actor.ts'
import { getHub } from './live.ts'
import { authorizeStream, STREAM_HEADERS } from './open-stream.ts'
import { streamQuerySchema } from './schema.ts'
import { createResponseSink } from './stream-sink.ts'

const PATH = routes.api.eventsPath()

/**
 * Opens event streams: what Next.js keeps for a request that is open costs about 90 KiB, and a stream is open all day.
 * Whatever is not a stream that may be opened is left to the route handler, which answers the same way and says what
 * is wrong.
 */
export const answerStream: DirectAnswer = (request, response) =>
  request.method === 'GET' && request.url?.split('?')[0] === PATH && openStream(request, response)

async function openStream(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const { 'last-event-id': lastEventId } = request.headers
  const actor = await findDirectActor(request)
  const query = streamQuerySchema.safeParse(parseQuery(new URL(request.url ?? '', 'http://portal').searchParams))
  if (!actor || !query.success) return false
  const stream = authorizeStream(actor, query.data, typeof lastEventId === 'string' ? lastEventId : null)
  // The reader may have left while its session was looked up.
  if (response.destroyed) return true
  response.writeHead(200, STREAM_HEADERS)
  getHub().open(stream, createResponseSink(response))
  return true
}
