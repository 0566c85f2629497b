import { once } from 'node:events'
import { request as sendHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Cookie } from '@playwright/test'
import { layout, portalHost, portalUrl } from './place.ts'

export interface PortalRequest {
  path: string
  method?: 'GET' | 'POST'
  /** `undefined` leaves a header out that would be sent otherwise. */
  headers?: Record<string, string | undefined>
  body?: string
  cookies?: readonly Cookie[]
  /** Without the body, which of a stream never ends. */
  isOnlyHead?: boolean
}

export interface PortalAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/**
 * A request as no browser would let a page make it: with any cookie and any Origin. It goes to this machine by address,
 * because Node does not know that names under localhost mean it.
 */
export async function send({
  path,
  method = 'GET',
  headers,
  body,
  cookies = [],
  isOnlyHead = false,
}: PortalRequest): Promise<PortalAnswer> {
  const host = new URL(portalUrl).host
  const all: Record<string, string | undefined> = {
    host,
    cookie: cookies
      .filter(({ domain }) => domain === portalHost)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; '),
    ...(method === 'POST' ? { origin: portalUrl } : {}),
    ...headers,
  }
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  const address = { host: '127.0.0.1', port: layout.ingressPort, path, method }
  const request = sendHttp({ ...address, headers: sent, agent: false })
  request.end(body)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const { statusCode: status = 0, headers: answered } = response
  if (!isOnlyHead) return { status, headers: answered, body: await text(response) }
  response.destroy()
  return { status, headers: answered, body: '' }
}
