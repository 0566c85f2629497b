import { createHash } from 'node:crypto'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { ServerProcess } from './server-process.ts'

type Headers = Record<string, string>

/** Requests of tus, one by one, as a client may send them that does it wrong. */
export class TusRequests {
  readonly #server: ServerProcess
  readonly #sub: string

  constructor(server: ServerProcess, sub = 'alice') {
    this.#server = server
    this.#sub = sub
  }

  async send(
    method: string,
    url: string,
    { headers = {}, body }: { headers?: Headers; body?: Uint8Array | ReadableStream } = {},
  ) {
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${await this.#server.token(this.#sub)}`, 'tus-resumable': '1.0.0', ...headers },
      body: body as BodyInit | undefined,
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    })
    const text = await answer.text()
    const error = text.startsWith('{') ? (JSON.parse(text) as { error?: { code?: string } }).error : undefined
    return { status: answer.status, headers: answer.headers, code: error?.code ?? null, text }
  }

  /** Returns the address of the upload. */
  async create(metadata: Headers, sizeBytes: number): Promise<string> {
    const answer = await this.post(metadata, { 'upload-length': String(sizeBytes) })
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`)
    return new URL(answer.headers.get('location') ?? '', this.#server.url).href
  }

  post(metadata: Headers, headers: Headers, body?: Uint8Array) {
    return this.send('POST', `${this.#server.url}${fileRoutes.uploads()}`, {
      headers: { 'upload-metadata': formatMetadata(metadata), ...headers },
      body,
    })
  }

  /** A whole small file in one request. */
  postWhole(metadata: Headers, body: Uint8Array, headers: Headers = {}) {
    return this.post(
      metadata,
      { 'content-type': 'application/offset+octet-stream', 'upload-length': String(body.length), ...headers },
      body,
    )
  }

  patch(url: string, offset: number, { body, headers }: { body: Uint8Array | ReadableStream; headers?: Headers }) {
    return this.send('PATCH', url, {
      headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...headers },
      body,
    })
  }

  head(url: string, headers: Headers = {}) {
    return this.send('HEAD', url, { headers })
  }

  async list(): Promise<{ id: string; path: string; offsetBytes: number }[]> {
    const { text } = await this.send('GET', `${this.#server.url}${fileRoutes.uploads()}`)
    return (JSON.parse(text) as { uploads: { id: string; path: string; offsetBytes: number }[] }).uploads
  }
}

export function toChecksum(bytes: Uint8Array): Headers {
  return { 'upload-checksum': `sha256 ${createHash('sha256').update(bytes).digest('base64')}` }
}

export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function formatMetadata(metadata: Headers): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')
}
