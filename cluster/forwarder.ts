import net from 'node:net'
import { getClusterLayout } from './layout.ts'
import { createLog } from './log.ts'

/** Leads 127.0.0.1:<port> on the host, where `*.localhost` points, to the same port of the ingress on the node. */
const layout = getClusterLayout(process.argv[2] ?? '')
const log = createLog('forwarder')
const BUFFER_BYTES = 256 * 1024

const server = net.createServer({ allowHalfOpen: true, noDelay: true, highWaterMark: BUFFER_BYTES }, (client) => {
  const upstream = net.connect({
    host: layout.nodeAddress,
    port: layout.ingressPort,
    allowHalfOpen: true,
    noDelay: true,
  })
  // Half-closing is passed on; an error on one side ends the other, or a cancelled download would go on for ever.
  client.on('error', () => upstream.destroy())
  upstream.on('error', () => client.destroy())
  client.on('close', () => upstream.destroy())
  upstream.on('close', () => client.destroy())
  client.pipe(upstream)
  upstream.pipe(client)
})

server.on('error', (error) => {
  log(`cannot listen on 127.0.0.1:${layout.ingressPort}: ${error.message}`)
  process.exit(1)
})
server.listen(layout.ingressPort, '127.0.0.1', () => log(`listening on 127.0.0.1:${layout.ingressPort}`))
process.once('SIGTERM', () => process.exit(0))
