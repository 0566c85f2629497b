import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** One request that waits for the test to answer it. */
export interface Exchange {
  method: string
  path: string
  query: Record<string, string>
  headers: IncomingMessage['headers']
  body: string
  response: ServerResponse
  sendJson(status: number, body: unknown, headers?: Record<string, string>): void
  /** Opens the stream of a watch; lines are sent with `response.write`. */
  openWatch(): void
  /** Breaks the connection, as a lost network does. */
  cut(): void
}

/** An HTTP server for tests of connections: nothing is answered but what the test itself sends, byte by byte. */
export interface ScriptedServer {
  kubeconfigPath: string
  token: string
  /** The next request, in the order of their arrival; waits for it. */
  next(): Promise<Exchange>
  /** How many requests have arrived in all. */
  count(): number
  close(): Promise<void>
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const arrived: Exchange[] = []
  const waiting: ((exchange: Exchange) => void)[] = []
  const token = 'token-that-must-stay-secret'
  let requestCount = 0

  const server = createServer((request, response) => {
    requestCount += 1
    void accept(request, response)
  })

  async function accept(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = await toExchange(request, response)
    const waiter = waiting.shift()
    if (waiter) waiter(exchange)
    else arrived.push(exchange)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const dir = await mkdtemp(path.join(tmpdir(), 'moorage-kube-'))
  const kubeconfigPath = path.join(dir, 'kubeconfig')
  await writeFile(kubeconfigPath, JSON.stringify(buildKubeconfig(`http://127.0.0.1:${port}`, token)))

  return {
    kubeconfigPath,
    token,
    next: () => {
      const exchange = arrived.shift()
      return exchange ? Promise.resolve(exchange) : new Promise((resolve) => waiting.push(resolve))
    },
    count: () => requestCount,
    async close() {
      server.close()
      server.closeAllConnections()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function toExchange(request: IncomingMessage, response: ServerResponse): Promise<Exchange> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const url = new URL(request.url ?? '/', 'http://localhost')
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    response,
    sendJson(status, body, headers = {}) {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify(body))
    },
    openWatch() {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.flushHeaders()
    },
    cut() {
      response.destroy()
    },
  }
}

function buildKubeconfig(server: string, token: string) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'scripted', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'tester', user: { token } }],
    contexts: [{ name: 'scripted', context: { cluster: 'scripted', user: 'tester' } }],
    'current-context': 'scripted',
  }
}
