import { createBodySink } from '#lib/http/live/stream-sink.ts'
import { defineRoute } from '#lib/http/route.ts'
import { openLogs, streamLogs } from '#lib/workloads/operations-logs.ts'
import { toLogReader } from '#lib/workloads/operations-logs-rights.ts'
import { logsQuerySchema } from '#lib/workloads/schema-logs.ts'
import { workloadParamsSchema } from '#lib/workloads/schema-refs.ts'

/**
 * Lines of a workload's logs as they come, or all of them as a file; lib/workloads/schema-logs.ts lists what the stream
 * says. Those that may be opened are mostly served by lib/workloads/operations-logs-direct.ts before they get here.
 */
export const GET = defineRoute(
  { name: 'GET logs', params: workloadParamsSchema, query: logsQuerySchema },
  (actor, { params, query, request }) => {
    const opened = openLogs({ access: toLogReader(actor), workload: params, query })
    // Next.js answers HEAD with this too, and would leave the body unread for ever.
    if (request.method === 'HEAD') return new Response(null, { headers: opened.headers })
    const { sink, body } = createBodySink()
    streamLogs(opened, sink)
    return new Response(body, { headers: opened.headers })
  },
)
