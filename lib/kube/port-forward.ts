import { once } from 'node:events'
import { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { KubeConfigOptions } from './config.ts'
import { createPodDialer } from './pod-socket.ts'

export interface ForwardTarget {
  namespace: string
  pod: string
  port: number
}

/** https://github.com/kubernetes/kubernetes/blob/v1.36.3/staging/src/k8s.io/cri-streaming/pkg/streaming/portforward/websocket.go */
const PROTOCOL = 'v4.channel.k8s.io'
const DATA = 0
const PORT_BYTES = 2
/** What waits to be sent before whoever writes is made to wait. */
const SENT_AHEAD_MAX_BYTES = 1024 * 1024

/** Opens connections to ports of pods through the API server, one WebSocket each. */
export function createPortForwarder(options: KubeConfigOptions): (target: ForwardTarget) => Promise<Duplex> {
  const dial = createPodDialer(options)
  return async ({ port, ...place }) => {
    const query = [['ports', String(port)]] as const
    const socket = await dial({ ...place, subresource: 'portforward', query, protocols: [PROTOCOL] })
    const duplex = toDuplex(socket)
    await once(socket, 'open')
    return duplex
  }
}

/** One connection as a stream: what is not read makes the other side wait, and the other way round. */
function toDuplex(socket: WebSocket): Duplex {
  const seen: Record<number, number> = {}
  const duplex = new Duplex({
    read: () => socket.resume(),
    write(chunk: Buffer, _encoding, done) {
      const frame = Buffer.allocUnsafe(chunk.length + 1)
      frame[0] = DATA
      chunk.copy(frame, 1)
      // Told when it left for the network, or at once while little waits.
      if (socket.bufferedAmount < SENT_AHEAD_MAX_BYTES) {
        socket.send(frame, (error) => error && duplex.destroy(error))
        done()
      } else {
        socket.send(frame, (error) => done(error))
      }
    },
    final(done) {
      // The protocol knows no half-closed connection: a request is over when its answer is.
      socket.close()
      done()
    },
    destroy(error, done) {
      socket.terminate()
      done(error)
    },
  })
  socket.on('message', (data: Buffer) => {
    const channel = data[0] ?? DATA
    const skipped = seen[channel] ?? 0
    // Each channel begins with the number of its port.
    const body = data.subarray(1 + Math.min(PORT_BYTES - skipped, data.length - 1))
    seen[channel] = Math.min(PORT_BYTES, skipped + data.length - 1)
    if (body.length === 0) return
    if (channel !== DATA) duplex.destroy(new Error(`The port could not be forwarded: ${body.toString('utf8')}`))
    else if (!duplex.push(body)) socket.pause()
  })
  socket.on('close', () => {
    duplex.push(null)
    if (!duplex.writableEnded) duplex.destroy()
  })
  socket.on('error', (error) => duplex.destroy(error))
  return duplex
}
