import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DirectAnswer } from '#lib/http/direct-answers.ts'
import { findDirectActor } from '#lib/http/live/direct-actor.ts'
import { createResponseSink } from '#lib/http/live/stream-sink.ts'
import { parseQuery } from '#lib/http/query.ts'
import { openLogs, streamLogs } from './operations-logs.ts'
import { toLogReader } from './operations-logs-rights.ts'
import { logsQuerySchema } from './schema-logs.ts'
import { workloadParamsSchema } from './schema-refs.ts'

const PATH = /^\/api\/spaces\/([^/]+)\/([^/]+)\/workloads\/([^/]+)\/([^/]+)\/logs$/

/** Opens logs beside Next.js, for the reasons that event streams are; refusals are left to the route handler. */
export const answerLogs: DirectAnswer = (request, response) => {
  const match = PATH.exec(request.url?.split('?')[0] ?? '')
  return match !== null && request.method === 'GET' && answer(request, response, match.slice(1))
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: string[]): Promise<boolean> {
  const actor = await findDirectActor(request)
  const [kind, id, workloadKind, name] = parts.map(decodeURIComponent)
  const workload = workloadParamsSchema.safeParse({ kind, id, workloadKind, name })
  const query = logsQuerySchema.safeParse(parseQuery(new URL(request.url ?? '', 'http://portal').searchParams))
  if (!actor || !workload.success || !query.success) return false
  const opened = openLogs({ access: toLogReader(actor), workload: workload.data, query: query.data })
  // The reader may have left while its session was looked up.
  if (response.destroyed) return true
  response.writeHead(200, opened.headers)
  streamLogs(opened, createResponseSink(response))
  return true
}
