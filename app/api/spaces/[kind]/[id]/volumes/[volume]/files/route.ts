import { followFileAccess } from '#lib/files/operations-access.ts'
import { fileAccessParamsSchema, fileAccessQuerySchema } from '#lib/files/schema.ts'
import { defineRoute } from '#lib/http/route.ts'

/** How far the volume's file server is, as a long poll; with a fresh token while it is ready. */
export const GET = defineRoute(
  { name: 'GET files', params: fileAccessParamsSchema, query: fileAccessQuerySchema },
  (actor, { params, query, request }) =>
    followFileAccess(actor, { ...params, since: query.since ?? null, signal: request.signal }),
)
