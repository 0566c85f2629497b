import http from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

/** https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // File servers know no cookies; one that a browser sends by mistake is nobody else's business.
  'cookie',
  'set-cookie',
])

export interface PassOnOptions {
  request: IncomingMessage
  response: ServerResponse
  agent: http.Agent
}

/** Sends a request on and its answer back, as they come. Rejects, before the answer began, with the network error. */
export async function passOn({ request, response, agent }: PassOnOptions): Promise<void> {
  const leaving = new AbortController()
  response.once('close', () => leaving.abort())
  const outgoing = http.request({
    agent,
    method: request.method,
    path: request.url,
    headers: toHeaders(request.headersDistinct),
    signal: leaving.signal,
    // The name that was asked for stays; where the pod is says the agent.
    setHost: false,
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve)
    outgoing.on('error', reject)
  })
  // The server may answer before all has come, a refused upload for one.
  const sending = pipeline(request, outgoing).catch(() => undefined)
  const answer = await answered
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, toHeaders(answer.headersDistinct))
  await pipeline(answer, response)
  await sending
}

function toHeaders(headers: NodeJS.Dict<string[]>): OutgoingHttpHeaders {
  const named = new Set((headers['connection'] ?? []).flatMap((value) => value.toLowerCase().split(/\s*,\s*/)))
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name))
      .map(([name, values]) => [name, values?.length === 1 ? values[0] : values]),
  )
}
