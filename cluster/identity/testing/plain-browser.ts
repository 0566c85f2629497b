import http from 'node:http'
import { text } from 'node:stream/consumers'

/** What a browser shows after all redirects; `url` is the last address. */
export interface Visited {
  url: string
  status: number
  headers: http.IncomingHttpHeaders
  body: string
}

interface VisitOptions {
  form?: Record<string, string>
  headers?: Record<string, string>
  /** Redirects to an address that begins so are not followed: the address is the result. */
  stopAt?: string
}

interface Cookie {
  value: string
  path: string
}

const MAX_REDIRECTS = 10

/** Cookies and redirects, and nothing else that a browser does: what a provider has to work with at least. */
export function createPlainBrowser() {
  const jars = new Map<string, Map<string, Cookie>>()
  const getJar = (host: string) => {
    const jar = jars.get(host) ?? new Map<string, Cookie>()
    jars.set(host, jar)
    return jar
  }

  async function send(url: URL, { form, headers }: VisitOptions): Promise<Visited> {
    const jar = getJar(url.host)
    const cookies = [...jar].filter(([, { path }]) => url.pathname.startsWith(path))
    const body = form === undefined ? undefined : new URLSearchParams(form).toString()
    const response = await exchange(url, body, {
      accept: 'text/html',
      ...(cookies.length > 0 && { cookie: cookies.map(([key, { value }]) => `${toName(key)}=${value}`).join('; ') }),
      ...(body !== undefined && { origin: url.origin, 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    })
    for (const line of response.headers['set-cookie'] ?? []) keepCookie(jar, line)
    return response
  }

  async function visit(address: string, options: VisitOptions = {}): Promise<Visited> {
    let answer = await send(new URL(address), options)
    for (let count = 0; count < MAX_REDIRECTS; count += 1) {
      const { location } = answer.headers
      if (!location) return answer
      const next = new URL(location, answer.url)
      if (options.stopAt && next.href.startsWith(options.stopAt)) return { ...answer, url: next.href }
      answer = await send(next, {})
    }
    throw new Error(`${address} leads round in a circle.`)
  }

  return { visit }
}

export type PlainBrowser = ReturnType<typeof createPlainBrowser>

function keepCookie(jar: Map<string, Cookie>, line: string): void {
  const [pair = '', ...attributes] = line.split(/;\s*/)
  const separator = pair.indexOf('=')
  const find = (name: string) =>
    attributes.find((attribute) => attribute.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
  const path = find('path') ?? '/'
  const expires = find('expires')
  const key = `${pair.slice(0, separator)} ${path}`
  if (expires && Date.parse(expires) < Date.now()) jar.delete(key)
  else jar.set(key, { value: pair.slice(separator + 1), path })
}

function toName(key: string): string {
  return key.split(' ')[0] ?? ''
}

/** Node does not know that names under localhost mean this machine, so the connection is made by address. */
export async function exchange(
  url: URL,
  body: string | undefined,
  headers: Record<string, string> = {},
): Promise<Visited> {
  const request = http.request({
    host: '127.0.0.1',
    port: url.port,
    path: url.pathname + url.search,
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, host: url.host },
    agent: false,
  })
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject).end(body)
  })
  return { url: url.href, status: response.statusCode ?? 0, headers: response.headers, body: await text(response) }
}
