import type { z } from 'zod'
import { EventParser } from '#components/live/event-parser.ts'
import {
  type Estimate,
  entryAnswerSchema,
  estimateAnswerSchema,
  type TrashList,
  trashListSchema,
} from '#lib/files/protocol/answers.ts'
import {
  type Entry,
  type ListQuery,
  type Listing,
  listingSchema,
  usageSchema,
  type VolumeUsage,
} from '#lib/files/protocol/entries.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import {
  changeEventSchema,
  type ClashRule,
  type ProgressLine,
  progressLineSchema,
  searchLineSchema,
  type SizeLine,
  sizeLineSchema,
} from '#lib/files/protocol/requests.ts'
import { FileProblemError, toFileProblem } from './file-problem.ts'
import { isAbort, readLines } from './read-lines.ts'

export interface FileAddress {
  /** Of the file server, without a slash at the end. */
  baseUrl: string
  token: string
}

/** `refused` is a token that a server no longer takes: another one is asked for. */
export type GetFileAddress = (refused?: string) => Promise<FileAddress>

export type SearchLine = z.infer<typeof searchLineSchema>
export type FolderChange = z.infer<typeof changeEventSchema>

export interface TransferInput {
  items: { from: string; to: string }[]
  clash?: ClashRule
}

interface CallOptions {
  signal?: AbortSignal
}

type Query = Record<string, string | number | readonly string[] | undefined>

/**
 * One file server. Every answer is parsed by the schemas of the protocol; what goes wrong is a FileProblemError, but an
 * abort, which stays what it is. A refused token is renewed once.
 */
export class FileClient {
  private readonly getAddress: GetFileAddress

  constructor(getAddress: GetFileAddress) {
    this.getAddress = getAddress
  }

  list(query: Partial<ListQuery>, options?: CallOptions): Promise<Listing> {
    return this.readJson(fileRoutes.list(), { query, schema: listingSchema, ...options })
  }

  stat(path: string, options?: CallOptions): Promise<Entry> {
    return this.readJson(fileRoutes.stat(), { query: { path }, schema: entryAnswerSchema, ...options })
  }

  usage(options?: CallOptions): Promise<VolumeUsage> {
    return this.readJson(fileRoutes.usage(), { query: {}, schema: usageSchema, ...options })
  }

  mkdir(path: string, { withParents = false } = {}): Promise<Entry> {
    return this.sendJson(fileRoutes.mkdir(), { body: { path, withParents }, schema: entryAnswerSchema })
  }

  /** Empty, never over another one. */
  createFile(path: string): Promise<Entry> {
    return this.sendJson(fileRoutes.createFile(), { body: { path }, schema: entryAnswerSchema })
  }

  estimate(paths: readonly string[], options?: CallOptions): Promise<Estimate> {
    return this.sendJson(fileRoutes.estimate(), { body: { paths }, schema: estimateAnswerSchema, ...options })
  }

  trash(options?: CallOptions): Promise<TrashList> {
    return this.readJson(fileRoutes.trash(), { query: {}, schema: trashListSchema, ...options })
  }

  move(input: TransferInput, options?: CallOptions): AsyncGenerator<ProgressLine> {
    return this.follow(fileRoutes.move(), input, options)
  }

  copy(input: TransferInput, options?: CallOptions): AsyncGenerator<ProgressLine> {
    return this.follow(fileRoutes.copy(), input, options)
  }

  delete(
    input: { paths: readonly string[]; isForGood?: boolean },
    options?: CallOptions,
  ): AsyncGenerator<ProgressLine> {
    return this.follow(fileRoutes.delete(), input, options)
  }

  restore(input: { ids: readonly string[]; clash?: ClashRule }, options?: CallOptions): AsyncGenerator<ProgressLine> {
    return this.follow(fileRoutes.restore(), input, options)
  }

  /** Without ids: all of it. */
  emptyTrash(input: { ids?: readonly string[] }, options?: CallOptions): AsyncGenerator<ProgressLine> {
    return this.follow(fileRoutes.emptyTrash(), input, options)
  }

  extract(input: { path: string; to: string; clash?: ClashRule }, options?: CallOptions): AsyncGenerator<ProgressLine> {
    return this.follow(fileRoutes.extract(), input, options)
  }

  async *search(
    query: { path: string; text: string; hidden?: '0' | '1' },
    options?: CallOptions,
  ): AsyncGenerator<SearchLine> {
    const response = await this.call(fileRoutes.search(), { query, ...options })
    yield* readLines(requireBody(response), searchLineSchema)
  }

  async *sizes(path: string, options?: CallOptions): AsyncGenerator<SizeLine> {
    const response = await this.call(fileRoutes.sizes(), { query: { path }, ...options })
    yield* readLines(requireBody(response), sizeLineSchema)
  }

  /** What others change in these folders, for as long as the connection holds. */
  async *events(paths: readonly string[], options?: CallOptions): AsyncGenerator<FolderChange | 'open'> {
    const response = await this.call(fileRoutes.events(), { query: { path: paths }, ...options })
    yield 'open'
    const parser = new EventParser()
    const reader = requireBody(response).pipeThrough(new TextDecoderStream()).getReader()
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        for (const { data } of parser.push(value)) {
          const parsed = changeEventSchema.safeParse(parseJson(data))
          // Events of other kinds may be added to the stream.
          if (parsed.success) yield parsed.data
        }
      }
    } finally {
      void reader.cancel().catch(() => {})
    }
  }

  /**
   * Any call with the token, for what has no method here. Resolves for 2xx and 304 only; throws FileProblemError for
   * everything else.
   */
  async call(route: string, init: Omit<RequestInit, 'headers'> & { query?: Query; headers?: HeadersInit }) {
    const address = await this.getAddress()
    const response = await send(address, route, init)
    if (response.status !== 401) return requireOk(response)
    await response.body?.cancel()
    return requireOk(await send(await this.getAddress(address.token), route, init))
  }

  private async readJson<T>(route: string, { schema, ...init }: { query: Query; schema: z.ZodType<T> } & CallOptions) {
    return readBody(await this.call(route, init), schema)
  }

  private async sendJson<T>(
    route: string,
    { body, schema, signal }: { body: unknown; schema: z.ZodType<T> } & CallOptions,
  ): Promise<T> {
    return readBody(await this.call(route, toJsonPost(body, signal)), schema)
  }

  private async *follow(route: string, body: unknown, options: CallOptions = {}): AsyncGenerator<ProgressLine> {
    const response = await this.call(route, toJsonPost(body, options.signal))
    yield* readLines(requireBody(response), progressLineSchema)
  }
}

function toJsonPost(body: unknown, signal?: AbortSignal) {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, signal }
}

async function send(
  { baseUrl, token }: FileAddress,
  route: string,
  { query = {}, headers, ...init }: RequestInit & { query?: Query },
): Promise<Response> {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).flatMap((one) => (one === undefined ? [] : [[name, String(one)]])),
    ),
  ).toString()
  const allHeaders = new Headers(headers)
  allHeaders.set('authorization', `Bearer ${token}`)
  return fetch(`${baseUrl}${route}${search && `?${search}`}`, {
    ...init,
    headers: allHeaders,
    cache: 'no-store',
    credentials: 'omit',
  }).catch((cause: unknown) => {
    throw isAbort(cause) ? cause : new FileProblemError('UNREACHABLE', { cause })
  })
}

async function requireOk(response: Response): Promise<Response> {
  if (response.ok || response.status === 304) return response
  throw await toFileProblem(response)
}

function requireBody({ body, status }: Response): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (body) return body
  throw new FileProblemError('UNREACHABLE', { status })
}

async function readBody<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await response.json().catch((cause: unknown) => {
    throw isAbort(cause) ? cause : new FileProblemError('UNREACHABLE', { cause })
  })
  return schema.parse(body)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
