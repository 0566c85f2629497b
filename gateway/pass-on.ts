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
])

/** Which cookies pass, in both directions. */
export interface CookieRules {
  toServer: (values: string[]) => string[]
  toBrowser: (values: string[]) => string[]
}

/** File servers know no cookies; one that a browser sends by mistake is nobody else's business. */
export const NO_COOKIES: CookieRules = { toServer: () => [], toBrowser: () => [] }

export interface PassOnOptions {
  request: IncomingMessage
  response: ServerResponse
  agent: http.Agent
  cookies?: CookieRules
  /** Of the answer, where the server says nothing of its own. */
  defaultHeaders?: Record<string, string>
}

/** Sends a request on and its answer back, as they come. Rejects, before the answer began, with the network error. */
export async function passOn(options: PassOnOptions): Promise<void> {
  const { request, response, cookies = NO_COOKIES, defaultHeaders = {} } = options
  const first = send(options)
  // The server may answer before all has come, a refused upload for one.
  if (hasBody(request)) void pipeline(request, first.outgoing).catch(() => undefined)
  else first.outgoing.end()
  const answer = await first.answered.catch((error: unknown) => {
    if (!isToBeRepeated(request, first.outgoing, error)) throw error
    const second = send(options)
    second.outgoing.end()
    return second.answered
  })
  const headers = { ...defaultHeaders, ...toAnswerHeaders(answer.headersDistinct, cookies) }
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers)
  await new Promise<void>((resolve, reject) => {
    // An answer that breaks off must not look like a whole one.
    answer.once('error', (error) => {
      response.destroy()
      reject(error)
    })
    response.once('close', resolve)
    answer.pipe(response)
  })
}

function send({ request, response, agent, cookies = NO_COOKIES }: PassOnOptions) {
  const outgoing = http.request({
    agent,
    method: request.method,
    path: request.url,
    headers: toRequestHeaders(request.headersDistinct, cookies),
    // The name that was asked for stays; where the pod is says the agent.
    setHost: false,
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve)
    outgoing.on('error', reject)
  })
  response.once('close', () => {
    // Whoever asked has left.
    if (!response.writableFinished) outgoing.destroy()
  })
  return { outgoing, answered }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** A kept connection may be closed by the server at the very moment in which it is used again. */
function isToBeRepeated(request: IncomingMessage, outgoing: http.ClientRequest, error: unknown): boolean {
  const { method } = request
  const isLost = error instanceof Error && 'code' in error && error.code === 'ECONNRESET'
  return isLost && outgoing.reusedSocket && !hasBody(request) && (method === 'GET' || method === 'HEAD')
}

type Distinct = NodeJS.Dict<string[]>

export function toRequestHeaders(headers: Distinct, { toServer }: CookieRules): OutgoingHttpHeaders {
  return toHeaders({ ...headers, cookie: toServer(headers['cookie'] ?? []) })
}

export function toAnswerHeaders(headers: Distinct, { toBrowser }: CookieRules): OutgoingHttpHeaders {
  return toHeaders({ ...headers, 'set-cookie': toBrowser(headers['set-cookie'] ?? []) })
}

function toHeaders(headers: Distinct): OutgoingHttpHeaders {
  const named = new Set((headers['connection'] ?? []).flatMap((value) => value.toLowerCase().split(/\s*,\s*/)))
  return Object.fromEntries(
    Object.entries(headers)
      .filter(
        ([name, values]) => !HOP_BY_HOP.has(name) && !named.has(name) && values !== undefined && values.length > 0,
      )
      .map(([name, values]) => [name, values?.length === 1 ? values[0] : values]),
  )
}
