import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseAnswer } from './answer.ts'
import type { KubeAnswer } from './answer.ts'
import { loadKubeConfig } from './config.ts'
import type { KubeConfigOptions } from './config.ts'
import { createCredentialSource } from './credentials.ts'
import { raceAbort, startDeadline } from './deadline.ts'
import type { Deadline } from './deadline.ts'
import { toKubeError } from './errors.ts'
import { toNetworkError, toTimeoutError, toUnreadableError } from './network-errors.ts'
import { describeRequest } from './request-name.ts'
import type { RequestName } from './request-name.ts'
import { readBody, sendExchange } from './transport.ts'

export type KubeQuery = Record<string, string | number | boolean | undefined>

export interface KubeRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Begins with "/"; names in it are already encoded. */
  path: string
  query?: KubeQuery
  /** Sent as JSON. */
  body?: unknown
  contentType?: string
  /** For everything, repetitions included; when left out, 10 s for reads and 30 s for writes unless the client says else. */
  timeoutMs?: number
  signal?: AbortSignal
}

/** For metrics: one per exchange with the server; `status` is null when there was no answer. Holds no names of objects. */
export interface RequestEvent extends RequestName {
  status: number | null
  durationMs: number
}

export interface KubeClient {
  /**
   * Resolves with the parsed answer (text when the server does not send JSON); the caller vouches for T.
   * Throws AppError for every failure, and the signal's own reason when the caller aborts.
   */
  request<T>(request: KubeRequest): Promise<T>
  /** Resolves at the answer's head; the time limit ends there. The signal, or destroying the stream, ends the stream. */
  stream(request: KubeRequest): Promise<IncomingMessage>
  readonly server: string
}

export interface KubeClientOptions extends KubeConfigOptions {
  readTimeoutMs?: number
  writeTimeoutMs?: number
  /** Must not throw. */
  onRequest?: (event: RequestEvent) => void
}

const READ_TIMEOUT_MS = 10_000
const WRITE_TIMEOUT_MS = 30_000
const MAX_ATTEMPTS = 6
const DEFAULT_RETRY_SECONDS = 1

export const APPLY_PATCH = 'application/apply-patch+yaml'

/** Makes the one way to talk to a cluster; throws INVALID_INPUT when the kubeconfig cannot be used. */
export function createKubeClient(options: KubeClientOptions): KubeClient {
  const { readTimeoutMs = READ_TIMEOUT_MS, writeTimeoutMs = WRITE_TIMEOUT_MS } = options
  const config = loadKubeConfig(options)
  const { server } = config
  const getCredentials = createCredentialSource(config)

  async function exchange(request: KubeRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const startedAt = performance.now()
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    const observe = (status: number | null) =>
      options.onRequest?.({ ...describeRequest(request), status, durationMs: performance.now() - startedAt })
    const credentials = await raceAbort(getCredentials, signal)
    const response = await sendExchange({
      url: buildUrl(server, request),
      method: request.method ?? 'GET',
      headers: buildHeaders(request, body),
      credentials,
      body,
      signal,
      isRepeatable: isRepeatable(request),
    }).catch((error: unknown) => {
      observe(null)
      throw error
    })
    observe(response.statusCode ?? null)
    return response
  }

  async function open(request: KubeRequest, deadline: Deadline): Promise<IncomingMessage> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await exchange(request, deadline.signal)
      const status = response.statusCode ?? 0
      if (status >= 200 && status < 300) return response
      const answer = parseAnswer({
        status,
        body: await readBody(response),
        retryAfter: response.headers['retry-after'],
      })
      const waitMs = getRetryDelayMs(request, answer)
      if (waitMs === null || attempt >= MAX_ATTEMPTS || waitMs >= deadline.remainingMs()) throw toKubeError(answer)
      await sleep(waitMs, undefined, { signal: deadline.signal })
    }
  }

  async function withDeadline<T>(request: KubeRequest, run: (deadline: Deadline) => Promise<T>): Promise<T> {
    const isRead = (request.method ?? 'GET') === 'GET'
    const timeoutMs = request.timeoutMs ?? (isRead ? readTimeoutMs : writeTimeoutMs)
    const deadline = startDeadline({ timeoutMs, signal: request.signal })
    try {
      return await run(deadline)
    } catch (error) {
      deadline.close()
      if (deadline.hasExpired()) throw toTimeoutError({ timeoutMs, isRead })
      request.signal?.throwIfAborted()
      throw toNetworkError(error)
    }
  }

  return {
    server,
    request: <T>(request: KubeRequest) =>
      withDeadline(request, async (deadline) => {
        const response = await open(request, deadline)
        const body = await readBody(response)
        deadline.close()
        return parseBody(response, body) as T
      }),
    stream: (request) =>
      withDeadline(request, async (deadline) => {
        const response = await open(request, deadline)
        deadline.lift()
        response.once('close', () => deadline.close())
        return response
      }),
  }
}

function buildUrl(server: string, request: KubeRequest): URL {
  const url = new URL(server + request.path)
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

function buildHeaders(request: KubeRequest, body: string | undefined): Record<string, string | number> {
  const headers: Record<string, string | number> = { accept: 'application/json, */*', 'user-agent': 'moorage' }
  if (body === undefined) return headers
  headers['content-type'] = request.contentType ?? 'application/json'
  headers['content-length'] = Buffer.byteLength(body)
  return headers
}

function parseBody(response: IncomingMessage, body: string): unknown {
  if (!response.headers['content-type']?.includes('json')) return body
  try {
    return JSON.parse(body)
  } catch {
    // Without the parser's error: it quotes the body, which may be a Secret.
    throw toUnreadableError()
  }
}

/** Sending it twice has the same end as sending it once. */
function isRepeatable({ method = 'GET', contentType }: KubeRequest): boolean {
  return method === 'GET' || method === 'DELETE' || (method === 'PATCH' && contentType === APPLY_PATCH)
}

/** How long the server asks to wait before the same request is sent again; null when it must not be. */
function getRetryDelayMs(request: KubeRequest, answer: KubeAnswer): number | null {
  // 429 is said before a request is looked at, so every kind of request may be repeated; a disruption budget also
  // answers 429, but only time and other pods change that.
  const isTurnedAway = answer.status === 429 && !answer.causes.some((cause) => cause.reason === 'DisruptionBudget')
  const isAway = answer.status === 503 && answer.retryAfterSeconds !== undefined && isRepeatable(request)
  if (!isTurnedAway && !isAway) return null
  return (answer.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS) * 1000
}
