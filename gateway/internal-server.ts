import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { isSameSecret, toCallToken } from '#lib/workloads/objects-tickets.ts'
import { LISTENERS_PATH, listenersQuestionSchema } from '#lib/workloads/schema-listeners.ts'
import type { ListenersAnswer, ListenersQuestion } from '#lib/workloads/schema-listeners.ts'
import { refuse } from './site.ts'

export interface InternalOptions {
  secret: string
  look: (question: ListenersQuestion) => Promise<ListenersAnswer>
  log: Logger
}

const BODY_MAX_BYTES = 4096
const HEAD_MAX_BYTES = 8192
const REQUEST_TIMEOUT_MS = 5000
const CONNECTIONS_MAX = 64

/** What the portal alone asks, at a port of its own: no site is found here, and nothing of this under a site's name. */
export function createInternalServer(options: InternalOptions): Server {
  const server = createServer({
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: REQUEST_TIMEOUT_MS,
    maxHeaderSize: HEAD_MAX_BYTES,
  })
  server.maxConnections = CONNECTIONS_MAX
  const wanted = `Bearer ${toCallToken(options.secret, 'listeners')}`
  server.on('request', (request, response) => {
    if (!isSameSecret(request.headers.authorization ?? '', wanted)) return refuse(response, 401)
    if (request.method !== 'POST' || request.url !== LISTENERS_PATH) return refuse(response, 404)
    answer(options, request, response).catch((error: unknown) => {
      if (!response.destroyed) options.log.warn({ error }, 'Nobody could look into a pod')
      refuse(response, 502)
    })
  })
  return server
}

async function answer({ look }: InternalOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const question = listenersQuestionSchema.safeParse(toJson(await readBody(request))).data
  if (!question) return refuse(response, 400)
  const body = JSON.stringify(await look(question))
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  response.writeHead(200, headers).end(body)
}

/** Cut where it is too long, so that it is no JSON any more. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    sizeBytes += chunk.length
    if (sizeBytes > BODY_MAX_BYTES) return ''
  }
  return Buffer.concat(chunks).toString('utf8')
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
