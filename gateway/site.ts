import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** A connection that asks for WebSocket. */
export interface Upgrade {
  request: IncomingMessage
  socket: Duplex
  head: Buffer
}

/** What is asked under one host name, or under many of one kind. */
export interface Site {
  /** In metrics. */
  name: string
  has(host: string): boolean
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
  upgrade(upgrade: Upgrade): Promise<void>
}

/** Cuts an answer that has begun: the receiver must not take it for the whole. */
export function refuse(response: ServerResponse, status: number, text = ''): void {
  if (response.headersSent) return void response.destroy()
  const body = text === '' ? '' : `${text}\n`
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
  response.writeHead(status, headers).end(body)
}
