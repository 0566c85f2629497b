import http from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import { toAnswerHeaders, toRequestHeaders } from './pass-on.ts'
import type { CookieRules } from './pass-on.ts'

const ANSWER_TIMEOUT_MS = 30_000

export interface PassUpgradeOptions {
  request: IncomingMessage
  socket: Duplex
  /** What came with the head already. */
  head: Buffer
  agent: http.Agent
  cookies: CookieRules
}

/**
 * Sends a WebSocket on as it is: after the server's consent, bytes go both ways and whoever does not read makes the other
 * side wait. Resolves when both are connected, or refused; rejects with the network error before that.
 */
export function passUpgrade({ request, socket, head, agent, cookies }: PassUpgradeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const { upgrade = 'websocket' } = request.headers
    const outgoing = http.request({
      agent,
      method: 'GET',
      path: request.url,
      headers: { ...toRequestHeaders(request.headersDistinct, cookies), connection: 'Upgrade', upgrade },
      setHost: false,
      timeout: ANSWER_TIMEOUT_MS,
    })
    socket.once('close', () => outgoing.destroy())
    outgoing.once('timeout', () => outgoing.destroy(new Error('The server did not answer in time.')))
    outgoing.once('error', reject)
    outgoing.once('upgrade', (answer, server, serverHead) => {
      writeHead(socket, answer, { ...toAnswerHeaders(answer.headersDistinct, cookies), connection: 'Upgrade', upgrade })
      join(socket, server, { head, serverHead })
      resolve()
    })
    outgoing.once('response', (answer) => {
      writeHead(socket, answer, { ...toAnswerHeaders(answer.headersDistinct, cookies), connection: 'close' })
      answer.pipe(socket)
      answer.once('error', () => socket.destroy())
      resolve()
    })
    outgoing.end()
  })
}

function join(client: Duplex, server: Duplex, { head, serverHead }: { head: Buffer; serverHead: Buffer }): void {
  if (head.length > 0) server.write(head)
  if (serverHead.length > 0) client.write(serverHead)
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.on('error', () => to.destroy())
    from.once('close', () => to.destroy())
    from.pipe(to)
  }
}

function writeHead(socket: Duplex, answer: IncomingMessage, headers: OutgoingHttpHeaders): void {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `${name}: ${String(one)}\r\n`),
  )
  socket.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${lines.join('')}\r\n`)
}

/** For what is refused before anything was passed on. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy())
  const reason = http.STATUS_CODES[status] ?? ''
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
