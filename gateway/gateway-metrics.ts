import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type GatewayMetrics = ReturnType<typeof createMetrics>

/** Without names of people, spaces or files. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'moorage_gateway_' })
  const registers = [registry]
  return {
    registry,
    requests: new Counter({
      name: 'moorage_gateway_requests_total',
      help: 'Requests by what was asked: files, web addresses, terminals',
      labelNames: ['site', 'method', 'status'],
      registers,
    }),
    duration: new Histogram({
      name: 'moorage_gateway_request_duration_seconds',
      help: 'From the head of a request to the end of its answer',
      labelNames: ['site'],
      buckets: [0.01, 0.1, 1, 10, 100, 1000],
      registers,
    }),
    open: new Gauge({ name: 'moorage_gateway_open_requests', help: 'Requests in work', registers }),
    sockets: new Gauge({
      name: 'moorage_gateway_open_websockets',
      help: 'WebSockets that are open',
      labelNames: ['site'],
      registers,
    }),
  }
}

export function createMetricsServer({ registry }: GatewayMetrics): Server {
  return createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end()
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
}
