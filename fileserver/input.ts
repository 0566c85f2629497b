import type { z } from 'zod'
import type { Call } from './call.ts'
import { FileError } from './file-error.ts'

const JSON_BYTES_MAX = 64 * 1024 * 1024

/** The query by its schema; a key that the schema has as an array may stand there several times. */
export function parseQuery<T extends z.ZodObject>(call: Call, schema: T): z.output<T> {
  const raw: Record<string, unknown> = {}
  for (const key of new Set(call.url.searchParams.keys())) {
    const isList = schema.shape[key]?.def?.type === 'array'
    const values = call.url.searchParams.getAll(key)
    if (values.length > 1 && !isList) throw new FileError('INVALID_INPUT')
    raw[key] = isList ? values : values[0]
  }
  return parseInput(schema, raw)
}

export async function parseBody<T extends z.ZodType>(call: Call, schema: T): Promise<z.output<T>> {
  // A form of another site can send text/plain without asking first, JSON it cannot.
  if (!/^application\/json\s*(;|$)/i.test(call.request.headers['content-type'] ?? ''))
    throw new FileError('INVALID_INPUT')
  const text = await readBody(call, JSON_BYTES_MAX)
  let raw: unknown
  try {
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch (error) {
    throw new FileError('INVALID_INPUT', { cause: error })
  }
  return parseInput(schema, raw)
}

export function parseInput<T extends z.ZodType>(schema: T, raw: unknown): z.output<T> {
  const parsed = schema.safeParse(raw)
  if (!parsed.success) throw new FileError('INVALID_INPUT', { cause: parsed.error })
  return parsed.data
}

/** The whole body, up to a limit (TOO_LARGE). */
export async function readBody(call: Call, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of readChunks(call)) {
    length += chunk.length
    if (length > bytesMax) throw new FileError('TOO_LARGE')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * The body piece by piece; throws as soon as the right ends, also while nothing comes. Whoever stops in the middle leaves the
 * connection whole, so that a refusal can still be sent.
 */
export async function* readChunks({ request, signal }: Call): AsyncGenerator<Buffer> {
  let wake = () => {}
  const onEvent = () => wake()
  for (const event of BODY_EVENTS) request.on(event, onEvent)
  signal.addEventListener('abort', onEvent)
  try {
    for (;;) {
      signal.throwIfAborted()
      const chunk = request.read() as Buffer | null
      if (chunk !== null) yield chunk
      else if (request.errored) throw request.errored
      else if (request.readableEnded) return
      else if (request.destroyed) throw new Error('The body was cut off.')
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    for (const event of BODY_EVENTS) request.off(event, onEvent)
    signal.removeEventListener('abort', onEvent)
  }
}

const BODY_EVENTS = ['readable', 'end', 'error', 'close']
