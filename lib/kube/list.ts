import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { KubeClient, KubeQuery } from './client.ts'
import { getKubeCase } from './errors.ts'
import { toUnreadableError } from './network-errors.ts'
import { isKubeObject } from './object.ts'
import type { KubeObject } from './object.ts'

export interface CollectOptions<T> {
  client: KubeClient
  path: string
  query?: KubeQuery
  pageSize?: number
  timeoutMs?: number
  signal?: AbortSignal
  /** Called once per object; what it returns is kept, the object itself is not. */
  take: (raw: KubeObject) => T
}

export interface Collected<T> {
  items: T[]
  resourceVersion: string
}

const listSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ resourceVersion: z.string().default(''), continue: z.string().default('') }),
  items: z.array(z.unknown()).nullable(),
})

/** Large pages on a busy server take longer than a small read. */
const PAGE_TIMEOUT_MS = 30_000
const PAGE_SIZE = 250
/** Text and objects of a page are many times what is kept of it; more at once would only make the process larger. */
const PAGES_AT_ONCE = 3

/** Reads a whole list, page by page. */
export async function collectList<T>(options: CollectOptions<T>): Promise<Collected<T>> {
  try {
    return await collectPages(options, options.pageSize ?? PAGE_SIZE)
  } catch (error) {
    // The version that the pages belong to was compacted away between two of them. One answer cannot expire.
    if (getKubeCase(error) === 'expired') return collectPages(options, 0)
    throw error
  }
}

async function collectPages<T>(options: CollectOptions<T>, pageSize: number): Promise<Collected<T>> {
  const { client, path, query, signal, take, timeoutMs = PAGE_TIMEOUT_MS } = options
  const items: T[] = []
  let token = ''
  for (;;) {
    // No resourceVersion: with "0" the answer may be older than what this process has already seen, and comes in one piece.
    const page = { limit: pageSize || undefined, continue: token || undefined }
    const list = await inTurn(async () => {
      const read = parseList(await client.request<unknown>({ path, query: { ...query, ...page }, timeoutMs, signal }))
      for (const raw of read.items) items.push(take(raw))
      return { continue: read.continue, resourceVersion: read.resourceVersion }
    })
    if (list.continue === '') return { items, resourceVersion: list.resourceVersion }
    token = list.continue
    await nextTurn()
  }
}

let readers = 0
const waiting: (() => void)[] = []

/** First come, first served; whoever was given up while waiting finds that out when it begins. */
async function inTurn<T>(read: () => Promise<T>): Promise<T> {
  if (readers < PAGES_AT_ONCE) readers += 1
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await read()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else readers -= 1
  }
}

function parseList(answer: unknown): { items: KubeObject[]; continue: string; resourceVersion: string } {
  const parsed = listSchema.safeParse(answer)
  if (!parsed.success) throw toUnreadableError(parsed.error)
  const { apiVersion, metadata } = parsed.data
  const kind = parsed.data.kind.replace(/List$/, '')
  const items: KubeObject[] = []
  for (const raw of parsed.data.items ?? []) {
    if (!isKubeObject(raw)) throw toUnreadableError()
    // Objects in a list do not say what they are, those of a watch do.
    raw.apiVersion ??= apiVersion
    raw.kind ??= kind
    items.push(raw)
  }
  return { items, continue: metadata.continue, resourceVersion: metadata.resourceVersion }
}
