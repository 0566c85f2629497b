import { unstable_rethrow } from 'next/navigation'
import type { NextRequest } from 'next/server'
import type { z } from 'zod'
import { requireActor } from '#lib/auth/session.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { getEnv } from '#lib/env.ts'
import { parseInput, STATUS, toAppError, toErrorView } from './error-view.ts'
import { logFailure } from './failure-log.ts'
import { requireOwnHost, requireSameOrigin } from './origin.ts'
import { waitForWrites } from './own-writes.ts'
import { parseQuery } from './query.ts'
import { readJsonBody } from './request-body.ts'
import { runInScope } from './request-scope.ts'
import { getErrorTranslator } from './translate.ts'

type Schema = z.ZodType

export interface RouteDefinition<Params extends Schema, Query extends Schema, Body extends Schema> {
  /** In logs, as in "GET /api/volumes". */
  name: string
  /** Parts of the path. */
  params?: Params
  /** A parameter that is given once is a string, one that is repeated a list of strings. */
  query?: Query
  /** JSON of 1 MiB at most. */
  body?: Body
}

export interface RouteInput<Params extends Schema, Query extends Schema, Body extends Schema> {
  params: z.output<Params>
  query: z.output<Query>
  body: z.output<Body>
  request: NextRequest
}

interface RouteContext {
  params: Promise<Record<string, string | string[] | undefined>>
}

type RouteHandler = (request: NextRequest, context: RouteContext) => Promise<Response>

/**
 * The one way to make a route handler for people who are signed in: host, session, then origin (of anything but GET), then
 * input. What the handler returns is sent as JSON, a Response as it is; errors have their status and
 * `{ error: ErrorView }`. The query parameter `after` is taken: it names own writes to wait for.
 */
export function defineRoute<Params extends Schema, Query extends Schema, Body extends Schema>(
  definition: RouteDefinition<Params, Query, Body>,
  handler: (actor: Actor, input: RouteInput<Params, Query, Body>) => unknown,
): RouteHandler {
  return (request, context) =>
    answer(definition.name, async () => {
      const { portalUrl } = getEnv()
      requireOwnHost(request.headers, portalUrl)
      const actor = await requireActor()
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        requireSameOrigin(request.headers, portalUrl)
      }
      const input = await readInput(definition, request, context)
      await waitForWrites(request.nextUrl.searchParams.getAll('after'))
      return handler(actor, input)
    })
}

/** Like `defineRoute`, without session and origin: for what machines call. */
export function definePublicRoute<Params extends Schema, Query extends Schema, Body extends Schema>(
  definition: RouteDefinition<Params, Query, Body>,
  handler: (input: RouteInput<Params, Query, Body>) => unknown,
): RouteHandler {
  return (request, context) =>
    answer(definition.name, async () => handler(await readInput(definition, request, context)))
}

function answer(route: string, run: () => Promise<unknown>): Promise<Response> {
  return runInScope(async ({ requestId }) => {
    try {
      return toResponse(await run(), requestId)
    } catch (thrown) {
      // Redirects and the like are thrown by Next.js and belong to it.
      unstable_rethrow(thrown)
      const error = toAppError(thrown)
      logFailure(thrown, error, { route })
      const view = toErrorView(error, { requestId, translate: await getErrorTranslator() })
      return toResponse(Response.json({ error: view }, { status: STATUS[error.code] }), requestId)
    }
  })
}

/** Nothing a route answers may be kept by anybody but the page that asked. */
function toResponse(value: unknown, requestId: string): Response {
  // Those of a redirect cannot be changed in place.
  const response = value instanceof Response ? new Response(value.body, value) : Response.json(value ?? null)
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
  response.headers.set('x-request-id', requestId)
  return response
}

async function readInput<Params extends Schema, Query extends Schema, Body extends Schema>(
  definition: RouteDefinition<Params, Query, Body>,
  request: NextRequest,
  context: RouteContext,
): Promise<RouteInput<Params, Query, Body>> {
  const { params, query, body } = definition
  return {
    params: params ? parseInput(params, await context.params) : undefined,
    query: query ? parseInput(query, parseQuery(request.nextUrl.searchParams)) : undefined,
    body: body ? parseInput(body, await readJsonBody(request)) : undefined,
    request,
  } as RouteInput<Params, Query, Body>
}
