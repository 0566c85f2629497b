import { lookup as systemLookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { readLimited } from '#lib/http/read-limited.ts'

const TIMEOUT_MS = 5000
const BODY_MAX_BYTES = 2 * 1024 * 1024

/**
 * As the system resolves names, and loopback for *.localhost where the system knows no such names: on Debian Node.js
 * does not, while inside the demo's pods they lead to the ingress controller (RFC 6761, section 6.3).
 */
export const lookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, options, (error, address, family) => {
    if (!error || !/(^|\.)localhost$/.test(hostname)) return callback(error, address, family)
    if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
    else callback(null, '127.0.0.1', 4)
  })
}

const agents = {
  http: new http.Agent({ keepAlive: true, timeout: 10_000 }),
  https: new https.Agent({ keepAlive: true, timeout: 10_000 }),
}

interface OidcRequest {
  method?: string
  headers?: HeadersInit
  body?: URLSearchParams | string | null
  signal?: AbortSignal | null
}

/**
 * A `fetch` for the identity provider: resolves *.localhost, follows no redirects, and gives up after 5 s or 2 MB.
 * Rejects with the plain network error.
 */
export async function oidcFetch(address: string | URL, init: OidcRequest = {}): Promise<Response> {
  const url = new URL(address)
  const isSecure = url.protocol === 'https:'
  const headers = new Headers(init.headers)
  if (!headers.has('accept')) headers.set('accept', 'application/json')
  const body = init.body === undefined || init.body === null ? undefined : init.body.toString()
  if (body !== undefined) {
    headers.set('content-length', String(Buffer.byteLength(body)))
    if (!headers.has('content-type')) headers.set('content-type', 'application/x-www-form-urlencoded')
  }
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const request = (isSecure ? https : http).request(url, {
    method: init.method ?? 'GET',
    headers: Object.fromEntries(headers),
    agent: isSecure ? agents.https : agents.http,
    lookup,
    signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
  })
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (incoming) => {
      readBody(incoming).then((bytes) => resolve(toResponse(incoming, bytes)), reject)
    })
    request.end(body)
  })
}

async function readBody(incoming: http.IncomingMessage): Promise<Buffer> {
  const body = await readLimited(incoming, BODY_MAX_BYTES)
  if (!body) throw new RangeError('The identity provider sent too long an answer.')
  return body
}

function toResponse(incoming: http.IncomingMessage, bytes: Buffer): Response {
  const status = incoming.statusCode ?? 502
  const headers = new Headers()
  const type = incoming.headers['content-type']
  if (type) headers.set('content-type', type)
  const isEmpty = status === 204 || status === 205 || status === 304
  // A status below 200 never gets here: Node.js handles those itself.
  return new Response(isEmpty ? null : new Uint8Array(bytes), { status, headers })
}
