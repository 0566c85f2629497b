import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { log, requestContext } from '#lib/log.ts'
import { routes } from '#lib/routes.ts'
import { metrics } from './metrics.ts'
import { isStopping } from './readiness.ts'
import { createRequestId } from './request-scope.ts'
import type { FindRoutePattern } from './route-pattern.ts'

interface RequestStart {
  request: IncomingMessage
  response: ServerResponse
  server: Server
}

// What machines ask for every few seconds, and what is the same for everybody, would hide the rest.
const QUIET = new Set<string>([routes.api.health(), routes.api.ready(), '/_next'])
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

export interface WatchOptions {
  findRoutePattern: FindRoutePattern
  /** For every answer. */
  headers: Record<string, string>
  /** That of the metrics, whose server is not the portal. */
  ignoredPort: number
  /** Called with each server before its first request is answered. */
  onServer: (server: Server) => void
}

/**
 * Gives every request of this process an id, a line in the log and its place in the metrics, however it ends: Next.js
 * answers some (built files, broken addresses) without asking the portal's code.
 * https://nodejs.org/api/diagnostics_channel.html#built-in-channels
 */
export function watchRequests(options: WatchOptions): void {
  const { findRoutePattern, headers, ignoredPort, onServer } = options
  const known = new WeakSet<Server>()
  subscribe('http.server.request.start', (message) => {
    const { request, response, server } = message as RequestStart
    if (request.socket.localPort === ignoredPort) return
    if (!known.has(server)) {
      known.add(server)
      onServer(server)
    }
    const startedAt = performance.now()
    const requestId = createRequestId()
    // Node.js emits the request right after this, in the same turn, so everything that answers it runs in this context.
    requestContext.enterWith({ requestId })
    response.setHeader('x-request-id', requestId)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    // Whoever goes on asking over a connection that is kept would keep the process for as long.
    if (isStopping()) response.setHeader('connection', 'close')

    response.once('close', () => {
      if (isStopping()) server.closeIdleConnections()
      const pathname = getPathname(request)
      const route = findRoutePattern(pathname)
      const method = METHODS.has(request.method ?? '') ? (request.method ?? '') : 'other'
      const status = response.writableFinished ? response.statusCode : 'cut off'
      const durationMs = performance.now() - startedAt
      metrics.httpRequests.inc({ method, route, status })
      // Both are open for as long as somebody looks.
      const isStream = route === routes.api.eventsPath() || route.endsWith('/logs')
      if (!isStream) metrics.httpDuration.observe({ method, route }, durationMs / 1000)
      const level = QUIET.has(route) ? 'debug' : 'info'
      log[level]({ requestId, method, path: pathname, route, status, durationMs: Math.round(durationMs) }, 'request')
    })
  })
}

/** Without the query: codes of a sign-in stand there. */
function getPathname(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? ''
}
