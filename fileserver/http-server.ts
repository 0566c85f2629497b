import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { sendProblem } from './answer.ts'
import type { Call } from './call.ts'
import type { FileServer } from './context.ts'
import { isPreflight, requireKnownOrigin, sendPreflight, setCorsHeaders } from './cors.ts'
import { FileError, toFileError } from './file-error.ts'
import type { Route } from './route.ts'
import { createRouteTable, type Match } from './route-table.ts'

/**
 * A proxy keeps its connections to us open for later requests (Envoy for an hour); were we to close one first, the next
 * request on it would fail.
 */
const KEEP_ALIVE_MS = 65 * 60_000
const HEADERS_MS = 60_000
/** For how long what is left of a refused body is read and dropped. */
const DROP_MS = 30_000
/** A path of 4096 bytes, each of them encoded twice, and room for the rest. */
const HEADER_BYTES_MAX = 64 * 1024

export function createHttpServer(server: FileServer, isStopping: () => boolean): Server {
  const find = createRouteTable()
  const limits = { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS, maxHeaderSize: HEADER_BYTES_MAX }
  const http = createServer(limits, (request, response) => {
    void answer({ server, request, response, find, isStopping })
  })
  // An upload may take days; that it goes on is watched by what reads it.
  http.requestTimeout = 0
  return http
}

interface Exchange {
  server: FileServer
  request: IncomingMessage
  response: ServerResponse
  find: (method: string, path: string) => Match
  isStopping: () => boolean
}

/** Never throws: what goes wrong is answered here, and logged if nobody foresaw it. */
async function answer({ server, request, response, find, isStopping }: Exchange): Promise<void> {
  const startedAt = performance.now()
  const requestId = getRequestId(request)
  const controller = new AbortController()
  const call: Call = {
    server,
    request,
    response,
    url: toUrl(request),
    parameters: {},
    claims: null,
    requestId,
    signal: controller.signal,
  }
  let route: Route | null = null
  const stream = {
    get claims() {
      return call.claims
    },
    controller,
  }
  response.on('close', () => {
    if (!response.writableFinished) controller.abort(new Error('the client is gone'))
  })
  // Reading and writing stop at once when the right ends, not when the handler next looks at the signal.
  controller.signal.addEventListener('abort', () => {
    if (response.headersSent) response.destroy()
  })
  try {
    setHeaders(response, requestId)
    setCorsHeaders(request, response, server.settings.portalOrigin)
    const match = matchRoute(call, find)
    route = match?.route ?? null
    requireKnownOrigin(request, server.settings.portalOrigin, route)
    if (isPreflight(request)) {
      sendPreflight(response)
      return
    }
    if (!match) throw new FileError('NOT_FOUND')
    if (isStopping()) throw new FileError('STOPPING')
    call.parameters = match.parameters
    server.streams.add(stream)
    await authorize(call, match.route)
    await match.route.handler(call)
  } catch (error) {
    answerError(call, error)
  } finally {
    server.streams.remove(stream)
    const ms = Math.round(performance.now() - startedAt)
    const facts = { requestId, method: request.method, route: route?.path ?? null, status: response.statusCode, ms }
    if (route?.need === 'nobody') server.log.debug(facts, 'answered')
    else server.log.info({ ...facts, sub: call.claims?.sub }, 'answered')
  }
}

function answerError(call: Call, error: unknown): void {
  const { signal, request, response, requestId, server } = call
  const problem = signal.reason instanceof FileError ? signal.reason : toFileError(error)
  if (signal.aborted && !(signal.reason instanceof FileError)) return
  if (problem.code === 'INTERNAL') server.log.error({ requestId, error }, 'failed')
  else server.log.debug({ requestId, code: problem.code, error: problem.cause }, 'refused')
  sendProblem(response, problem, requestId)
  // What is left of a refused body is read and dropped (Node.js does that by itself only with one that nobody has begun to
  // read): who is still sending would otherwise see a reset, or nothing, instead of the answer.
  request.resume()
  if (!request.complete) setTimeout(() => request.complete || request.destroy(), DROP_MS).unref()
}

function matchRoute(call: Call, find: Exchange['find']): { route: Route; parameters: Record<string, string> } | null {
  const { basePath } = call.server.settings
  const { pathname } = call.url
  if (!pathname.startsWith(`${basePath}/`)) return null
  const match = find(call.request.method ?? 'GET', pathname.slice(basePath.length))
  if (match.kind === 'otherMethod' && !isPreflight(call.request)) {
    call.response.setHeader('allow', match.methods.join(', '))
    return null
  }
  return match.kind === 'found' ? match : null
}

async function authorize(call: Call, route: Route): Promise<void> {
  if (route.need === 'nobody' || route.need === 'own') return
  const token = /^Bearer ([\w.-]+)$/i.exec(call.request.headers.authorization ?? '')?.[1]
  if (token === undefined) throw new FileError('UNAUTHENTICATED')
  call.claims = await call.server.tokens.checkAccess(token)
  if (route.need === 'writer' && call.server.settings.mode === 'ro') throw new FileError('READ_ONLY')
}

function setHeaders(response: ServerResponse, requestId: string): void {
  response.setHeader('x-request-id', requestId)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'")
  response.setHeader('x-frame-options', 'DENY')
}

function getRequestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
}

/** The address as it was sent: a URL that resolves "/../" would let one path pass for another. */
function toUrl(request: IncomingMessage): URL {
  const raw = request.url ?? '/'
  const question = raw.indexOf('?')
  const url = new URL('http://files.invalid/')
  const path = question === -1 ? raw : raw.slice(0, question)
  url.search = question === -1 ? '' : raw.slice(question)
  Object.defineProperty(url, 'pathname', { value: path })
  return url
}
