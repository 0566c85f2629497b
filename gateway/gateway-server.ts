import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { refuseUpgrade } from './pass-upgrade.ts'
import { refuse } from './site.ts'
import type { Site } from './site.ts'

export interface GatewayOptions {
  sites: readonly Site[]
  metrics: GatewayMetrics
  log: Logger
}

const HEADERS_TIMEOUT_MS = 30_000
// Longer than Envoy keeps a connection that nobody uses.
const KEEP_ALIVE_MS = 65 * 60_000

export function createGateway({ sites, metrics, log }: GatewayOptions): Server {
  const find = ({ headers }: IncomingMessage) => sites.find((site) => site.has(headers.host ?? ''))
  const server = createServer({
    // A slow upload is no attack; one whose head does not come is.
    requestTimeout: 0,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: 32 * 1024,
  })
  server.on('request', (request, response) => {
    const site = find(request)
    // Asked by the address of the pod, so under no name of a site: a workload may have a path of this name.
    if (!site && request.url === '/healthz') return void response.writeHead(200).end('ok\n')
    if (!site) return refuse(response, 421)
    metrics.open.inc()
    const startedAt = performance.now()
    site
      .answer(request, response)
      .catch((error: unknown) => {
        if (!response.destroyed) log.error({ error, site: site.name }, 'A request could not be answered')
        refuse(response, 502)
      })
      .finally(() => {
        metrics.open.dec()
        metrics.requests.inc({ site: site.name, method: request.method, status: response.statusCode })
        metrics.duration.observe({ site: site.name }, (performance.now() - startedAt) / 1000)
      })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const site = find(request)
    if (!site) return refuseUpgrade(socket, 421)
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return refuseUpgrade(socket, 400)
    metrics.sockets.inc({ site: site.name })
    socket.once('close', () => metrics.sockets.dec({ site: site.name }))
    site.upgrade({ request, socket, head }).catch((error: unknown) => {
      if (!socket.destroyed) log.warn({ error, site: site.name }, 'A WebSocket could not be connected')
      refuseUpgrade(socket, 502)
    })
  })
  return server
}
