import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { AppError } from '#lib/errors.ts'
import { metrics } from './metrics.ts'

/**
 * Serves the metrics on a port of their own, which no Service of the portal's pages and no Ingress leads to.
 * Throws UNAVAILABLE when the port cannot be had.
 */
export function startMetricsServer(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  // A process that has nothing else to do may end.
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const sentence = `Port ${port} for metrics cannot be used; set MOORAGE_METRICS_PORT to a free one.`
      reject(new AppError('UNAVAILABLE', sentence, { cause }))
    })
    server.listen(port, () => resolve(server))
  })
}
