import http from 'node:http'
import https from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { Credentials } from './credentials.ts'
import { isCutOff } from './network-errors.ts'

export interface Exchange {
  url: URL
  method: string
  headers: Record<string, string | number>
  credentials: Credentials
  body?: string
  /** Ends the exchange, the reading of the answer included. */
  signal: AbortSignal
  /** May be sent again when a kept connection turns out to be closed. */
  isRepeatable: boolean
}

/** Sends one request and resolves with the answer's head; rejects with Node's own error or the signal's reason. */
export async function sendExchange(exchange: Exchange): Promise<IncomingMessage> {
  const { url, method, headers, credentials, body, signal } = exchange
  signal.throwIfAborted()
  const send = url.protocol === 'http:' ? http.request : https.request
  const request = send(url, {
    method,
    agent: credentials.agent,
    headers: { ...headers, ...credentials.headers },
    ...(credentials.auth ? { auth: credentials.auth } : {}),
  })
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const abort = () => request.destroy(signal.reason as Error)
      signal.addEventListener('abort', abort, { once: true })
      request.once('close', () => signal.removeEventListener('abort', abort))
      // Stays attached: an error after the answer's head would be an uncaught exception otherwise.
      request.on('error', reject)
      request.once('response', (response) => {
        const cut = () => response.destroy(signal.reason as Error)
        signal.removeEventListener('abort', abort)
        signal.addEventListener('abort', cut, { once: true })
        response.once('close', () => signal.removeEventListener('abort', cut))
        resolve(response)
      })
      request.end(body)
    })
  } catch (error) {
    // The server may close an idle connection just when a request takes it: https://nodejs.org/api/http.html#requestreusedsocket
    const isStale = request.reusedSocket && isCutOff(error) && !signal.aborted
    if (isStale && exchange.isRepeatable) return sendExchange(exchange)
    throw error
  }
}

/** Reads an answer to its end; rejects when the connection is cut before it, and with a RangeError when it is larger. */
export async function readBody(response: IncomingMessage, maxBytes = Infinity): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) throw new RangeError(`The answer has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
