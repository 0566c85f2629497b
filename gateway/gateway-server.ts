import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { Connector } from './connect.ts'
import { parseServerPath } from './find-server.ts'
import type { ServerFinder } from './find-server.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { passOn } from './pass-on.ts'

export interface GatewayOptions {
  filesHost: string
  finder: ServerFinder
  connector: Connector
  metrics: GatewayMetrics
  log: Logger
}

const HEADERS_TIMEOUT_MS = 30_000
// Longer than Envoy keeps a connection that nobody uses.
const KEEP_ALIVE_MS = 65 * 60_000

/** What is asked under one host name. Web addresses and terminals will be further ones. */
type Site = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export function createGateway(options: GatewayOptions): Server {
  const sites: Record<string, Site> = { [options.filesHost]: createFilesSite(options) }
  const server = createServer({
    // A slow upload is no attack; one whose head does not come is.
    requestTimeout: 0,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: 32 * 1024,
  })
  server.on('request', (request, response) => {
    if (request.url === '/healthz') return void response.writeHead(200).end('ok\n')
    const site = sites[request.headers.host ?? '']
    const work = site ? site(request, response) : Promise.resolve(refuse(response, 421))
    work.catch((error: unknown) => {
      options.log.error({ error }, 'A request could not be answered')
      refuse(response, 502)
    })
  })
  server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy())
    socket.end('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  return server
}

function createFilesSite({ finder, connector, metrics, log }: GatewayOptions): Site {
  return async (request, response) => {
    const address = parseServerPath(request.url ?? '')
    if (!address) return refuse(response, 404)
    const pod = await finder.find(address).catch((error: unknown) => {
      log.warn({ error }, 'A file server could not be looked up')
      return null
    })
    if (!pod) return refuse(response, 404)
    metrics.open.inc()
    const startedAt = performance.now()
    try {
      await passOn({ request, response, agent: connector.getAgent(pod) })
    } catch (error) {
      finder.forget(address)
      if (!response.destroyed) log.warn({ error, server: address.name }, 'A file server did not answer')
      refuse(response, 502)
    } finally {
      metrics.open.dec()
      metrics.requests.inc({ method: request.method, status: response.statusCode })
      metrics.duration.observe((performance.now() - startedAt) / 1000)
    }
  }
}

/** Cuts an answer that has begun: the receiver must not take it for the whole. */
function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(status, { 'content-length': 0, 'cache-control': 'no-store' }).end()
}
