import http from 'node:http'
import type { IncomingMessage } from 'node:http'

export interface FileAnswer {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

interface FileCall {
  method?: string
  token?: string | null
  headers?: Record<string, string>
  body?: string | Buffer
}

function open(address: string, { method = 'GET', token, headers }: FileCall): http.ClientRequest {
  const url = new URL(address)
  return http.request({
    host: '127.0.0.1',
    port: url.port,
    path: url.pathname + url.search,
    method,
    agent: false,
    headers: { host: url.host, ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
  })
}

/** As a browser asks, by the name that it uses. */
export function callFiles(address: string, call: FileCall = {}): Promise<FileAnswer> {
  return new Promise((resolve, reject) => {
    const request = open(address, call)
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    request.end(call.body)
  })
}

/** A download that is read slowly until `hurry`; `ended` says whether all of it came. */
export async function startSlowDownload(address: string, call: FileCall = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = open(address, call)
    request.on('error', reject)
    request.on('response', resolve)
    request.end()
  })
  let received = 0
  const timer = setInterval(() => {
    const chunk = response.read(64 * 1024) as Buffer | null
    received += chunk?.length ?? 0
  }, 50)
  const ended = new Promise<{ received: number; isWhole: boolean }>((resolve) => {
    const finish = () => {
      clearInterval(timer)
      resolve({ received, isWhole: response.complete })
    }
    response.once('error', finish)
    response.once('close', finish)
  })
  const hurry = () => {
    clearInterval(timer)
    response.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
  }
  return { status: response.statusCode ?? 0, ended, hurry }
}

/** An upload that trickles in and never ends of itself; resolves with the status, or 0 for a connection that was cut. */
export function startSlowUpload(address: string, call: FileCall) {
  const request = open(address, call)
  const timer = setInterval(() => request.write(Buffer.alloc(1024)), 50)
  const ended = new Promise<number>((resolve) => {
    const finish = (status: number) => {
      clearInterval(timer)
      resolve(status)
    }
    request.on('response', (response) => finish(response.resume().statusCode ?? 0))
    request.on('error', () => finish(0))
  })
  return { ended, abandon: () => void request.destroy() }
}
