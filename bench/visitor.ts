import { once } from 'node:events'
import { Agent, request as sendHttp, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Answer {
  status: number
  /** As a whole address; null when the answer leads nowhere. */
  location: string | null
  /** From sending the request to the head of the answer. */
  headMs: number
}

/** A browser without scripts: it keeps cookies by host and goes only where it is sent. */
export interface Visitor {
  /** With a form, by POST. */
  open(address: string, form?: Record<string, string>): Promise<Answer>
  listCookies(host: string): { name: string; value: string }[]
}

/** Names below localhost mean this machine, whether or not its resolver knows. */
export function createVisitor(): Visitor {
  const jar = new Map<string, Map<string, string>>()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const listCookies = (host: string) => [...(jar.get(host) ?? [])].map(([name, value]) => ({ name, value }))
  return {
    listCookies,
    async open(address, form) {
      const url = new URL(address)
      const cookie = listCookies(url.host).map(({ name, value }) => `${name}=${value}`)
      const startedMs = performance.now()
      const request = sendHttp({
        agent,
        host: '127.0.0.1',
        port: url.port,
        path: `${url.pathname}${url.search}`,
        method: form ? 'POST' : 'GET',
        headers: {
          host: url.host,
          cookie: cookie.join('; '),
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin } : {}),
        },
      })
      request.end(form && new URLSearchParams(form).toString())
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      const headMs = performance.now() - startedMs
      await text(response)
      keepCookies(jar, { host: url.host, lines: response.headers['set-cookie'] ?? [] })
      const { location } = response.headers
      return { status: response.statusCode ?? 0, location: location ? new URL(location, address).href : null, headMs }
    },
  }
}

function keepCookies(jar: Map<string, Map<string, string>>, { host, lines }: { host: string; lines: string[] }): void {
  const cookies = jar.get(host) ?? new Map<string, string>()
  jar.set(host, cookies)
  for (const line of lines) {
    const [pair = ''] = line.split(';')
    const name = pair.slice(0, pair.indexOf('='))
    const value = pair.slice(pair.indexOf('=') + 1)
    if (value === '') cookies.delete(name)
    else cookies.set(name, value)
  }
}
