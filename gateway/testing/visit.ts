import http from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** As browsers ask when somebody opens a page. */
export const PAGE = {
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  accept: 'text/html,*/*',
}
export const OWN_FETCH = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }

export interface Visit {
  host: string
  path?: string
  method?: string
  headers?: Record<string, string | string[]>
  body?: string
}

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

type Place = { host: string; port: number }

function open(place: Place, { host, path = '/', method = 'GET', headers = {} }: Visit): http.ClientRequest {
  return http.request({ ...place, path, method, agent: false, headers: { ...headers, host } })
}

/** Resolves at the head. */
export function startVisit(place: Place, asked: Visit): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    open(place, asked).on('error', reject).on('response', resolve).end(asked.body)
  })
}

export async function visit(place: Place, asked: Visit): Promise<Answer> {
  const response = await startVisit(place, asked)
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }
}

export interface Upgraded {
  status: number
  headers: IncomingMessage['headers']
  /** Null where it was refused. */
  socket: Duplex | null
}

export function upgrade(place: Place, asked: Visit): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const request = open(place, {
      ...asked,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...asked.headers,
      },
    })
    request.on('error', reject)
    request.on('upgrade', ({ headers }, socket) => resolve({ status: 101, headers, socket }))
    request.on('response', (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, headers: response.headers, socket: null })
    })
    request.end()
  })
}
