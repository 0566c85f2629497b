import type { IncomingMessage, ServerResponse } from 'node:http'
import { FileError } from './file-error.ts'
import type { Route } from './route.ts'

const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'range',
  'if-range',
  'if-match',
  'if-none-match',
  'x-request-id',
  'tus-resumable',
  'upload-length',
  'upload-offset',
  'upload-metadata',
  'upload-checksum',
  'upload-defer-length',
  'upload-concat',
  'x-http-method-override',
  'last-event-id',
  'moorage-clash',
]
const ANSWER_HEADERS = [
  'etag',
  'content-range',
  'content-length',
  'content-disposition',
  'accept-ranges',
  'last-modified',
  'retry-after',
  'x-request-id',
  'location',
  'tus-resumable',
  'tus-version',
  'tus-extension',
  'tus-max-size',
  'tus-checksum-algorithm',
  'upload-offset',
  'upload-length',
  'upload-metadata',
  'upload-expires',
  'upload-concat',
  'moorage-sha256',
  'moorage-path',
]
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
/** Chromium keeps a preflight no longer than this. */
const PREFLIGHT_SECONDS = 7200

export function isPreflight(request: IncomingMessage): boolean {
  return (
    request.method === 'OPTIONS' &&
    request.headers.origin !== undefined &&
    request.headers['access-control-request-method'] !== undefined
  )
}

/** Pages of the portal may ask and read, pages of nobody else. Without an Origin it is no page; the token decides. */
export function setCorsHeaders(request: IncomingMessage, response: ServerResponse, portalOrigin: string): void {
  response.setHeader('vary', 'Origin')
  if (request.headers.origin !== portalOrigin) return
  response.setHeader('access-control-allow-origin', portalOrigin)
  response.setHeader('access-control-expose-headers', ANSWER_HEADERS.join(', '))
}

export function requireKnownOrigin(request: IncomingMessage, portalOrigin: string, route: Route | null): void {
  const { origin } = request.headers
  if (origin === undefined || origin === portalOrigin) return
  if (origin === 'null' && route?.isForm) return
  throw new FileError('FOREIGN_ORIGIN')
}

/** For every route alike: whether it exists says the request itself. */
export function sendPreflight(response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': REQUEST_HEADERS.join(', '),
    'access-control-max-age': String(PREFLIGHT_SECONDS),
    'content-length': 0,
  })
  response.end()
}
