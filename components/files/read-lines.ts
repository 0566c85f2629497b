import type { z } from 'zod'
import { FileProblemError } from './file-problem.ts'

/** The lines of an application/x-ndjson answer as they come. An answer that breaks off is `UNREACHABLE`. */
export async function* readLines<T>(body: ReadableStream<Uint8Array>, schema: z.ZodType<T>): AsyncGenerator<T> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw isAbort(cause) ? cause : new FileProblemError('UNREACHABLE', { cause })
      })
      const lines = (rest + decoder.decode(value, { stream: !done })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.trim() !== '') yield schema.parse(JSON.parse(line))
      if (!done) continue
      if (rest.trim() !== '') yield schema.parse(JSON.parse(rest))
      return
    }
  } finally {
    void reader.cancel().catch(() => {})
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
