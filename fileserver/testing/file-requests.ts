import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { fileProblemSchema } from '#lib/files/protocol/problems.ts'
import type { ProgressLine } from '#lib/files/protocol/requests.ts'
import type { ServerProcess } from './server-process.ts'

type Query = Record<string, string | string[]>

export interface Asked {
  query?: Query
  json?: unknown
  body?: BodyInit
  headers?: Record<string, string>
  signal?: AbortSignal
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  json: Record<string, unknown>
  /** Of a problem. */
  code: string | null
}

/** Requests as alice, with her right. */
export class FileRequests {
  readonly server: ServerProcess

  constructor(server: ServerProcess) {
    this.server = server
  }

  async send(method: string, route: string, asked: Asked = {}): Promise<Response> {
    const search = new URLSearchParams()
    for (const [name, values] of Object.entries(asked.query ?? {})) {
      for (const value of [values].flat()) search.append(name, value)
    }
    const question = search.size > 0 ? `?${search.toString()}` : ''
    return fetch(`${this.server.url}${route}${question}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.server.token()}`,
        ...(asked.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...asked.headers,
      },
      body: asked.json === undefined ? asked.body : JSON.stringify(asked.json),
      redirect: 'manual',
      signal: asked.signal,
    })
  }

  async ask(method: string, route: string, asked: Asked = {}): Promise<Answer> {
    const answer = await this.send(method, route, asked)
    const text = Buffer.from(await answer.arrayBuffer()).toString('latin1')
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false
    const json =
      isJson && text !== '' ? (JSON.parse(Buffer.from(text, 'latin1').toString()) as Record<string, unknown>) : {}
    const problem = fileProblemSchema.safeParse(json)
    return { status: answer.status, headers: answer.headers, text, json, code: problem.data?.error.code ?? null }
  }

  /** The lines of an answer that comes line by line; a refusal becomes its problem's code. */
  async lines<T = ProgressLine>(method: string, route: string, asked: Asked = {}): Promise<T[]> {
    const answer = await this.ask(method, route, asked)
    if (answer.code !== null) throw new Error(answer.code)
    return answer.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(Buffer.from(line, 'latin1').toString()) as T)
  }

  /** What was done and what failed, as [from, to or code]. */
  async outcome(route: string, json: unknown): Promise<[string, string | null][]> {
    const lines = await this.lines('POST', route, { json })
    return lines.flatMap((line): [string, string | null][] => {
      if (line.type === 'item') return [[line.from, line.to]]
      return line.type === 'failed' ? [[line.from, line.code]] : []
    })
  }

  async list(path = '', query: Query = {}) {
    const answer = await this.ask('GET', fileRoutes.list(), { query: { path, ...query } })
    if (answer.code !== null) throw new Error(answer.code)
    return answer.json as {
      entries: { name: string; kind: string; sizeBytes: number | null }[]
      total: number
      hiddenCount: number
      version: string
    }
  }

  async names(path = '', query: Query = {}): Promise<string[]> {
    return (await this.list(path, query)).entries.map(({ name }) => name)
  }
}
