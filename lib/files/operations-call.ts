import http from 'node:http'
import https from 'node:https'
import { lookup } from '#lib/auth/oidc-fetch.ts'
import { getEnv } from '#lib/env.ts'
import { getBasePath } from './objects.ts'
import { requireServerSettings } from './operations-cache.ts'
import { fileRoutes } from './protocol/file-routes.ts'

const TIMEOUT_MS = 2000

const agents = {
  http: new http.Agent({ keepAlive: true, maxSockets: 64 }),
  https: new https.Agent({ keepAlive: true, maxSockets: 64 }),
}

interface ServerPlace {
  namespace: string
  name: string
  /** Of one that another portal may have started, under an address of its own. */
  baseUrl?: string | null
}

/** As browsers call it. */
export function getBaseUrl(place: ServerPlace): string {
  const { filesUrl, access } = requireServerSettings()
  return `${filesUrl}${getBasePath(access, place)}`
}

/** Whether the server answers under the address that browsers use; never throws. */
export async function isReached(place: ServerPlace): Promise<boolean> {
  return (await send(place, { method: 'GET', route: fileRoutes.ready() }).catch(() => 0)) === 200
}

/** The status of the server's answer to a control token; throws the plain network error. */
export function sendControl(place: ServerPlace, token: string, timeoutMs = TIMEOUT_MS): Promise<number> {
  const limitMs = Math.min(timeoutMs, TIMEOUT_MS)
  return send(place, { method: 'POST', route: fileRoutes.control(), body: token, timeoutMs: limitMs })
}

interface ServerCall {
  method: string
  route: string
  body?: string
  timeoutMs?: number
}

function send(place: ServerPlace, call: ServerCall): Promise<number> {
  const publicUrl = new URL((place.baseUrl ?? getBaseUrl(place)) + call.route)
  // By a shorter way, perhaps, but under the name that the ingress knows.
  const target = new URL(publicUrl.pathname, getEnv().files.internalUrl ?? publicUrl.origin)
  const isSecure = target.protocol === 'https:'
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const request = (isSecure ? https : http).request(target, {
    method: call.method,
    agent: isSecure ? agents.https : agents.http,
    lookup,
    // Whole milliseconds only; what is left until a deadline is none.
    signal: AbortSignal.timeout(Math.ceil(call.timeoutMs ?? TIMEOUT_MS)),
    headers: {
      host: publicUrl.host,
      ...(call.body === undefined
        ? {}
        : { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(call.body) }),
    },
    ...(isSecure ? { servername: publicUrl.hostname } : {}),
  })
  request.on('error', reject)
  request.on('response', (response) => {
    response.resume()
    response.once('end', () => resolve(response.statusCode ?? 0))
    response.once('error', reject)
  })
  request.end(call.body)
  return promise
}
