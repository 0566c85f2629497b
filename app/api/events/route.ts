import { getHub } from '#lib/http/live/live.ts'
import { authorizeStream, STREAM_HEADERS } from '#lib/http/live/open-stream.ts'
import { streamQuerySchema } from '#lib/http/live/schema.ts'
import { createBodySink } from '#lib/http/live/stream-sink.ts'
import { defineRoute } from '#lib/http/route.ts'

/**
 * What changes in the spaces that are open, as server-sent events; lib/http/live/event-text.ts lists them. Streams that
 * may be opened are mostly served by lib/http/live/direct-streams.ts before they get here.
 */
export const GET = defineRoute({ name: 'GET /api/events', query: streamQuerySchema }, (actor, { query, request }) => {
  const stream = authorizeStream(actor, query, request.headers.get('last-event-id'))
  // Next.js answers HEAD with this too, and would leave the body unread for ever.
  if (request.method === 'HEAD') return new Response(null, { headers: STREAM_HEADERS })
  const { sink, body } = createBodySink()
  getHub().open(stream, sink)
  return new Response(body, { headers: STREAM_HEADERS })
})
