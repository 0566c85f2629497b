import type { IncomingMessage } from 'node:http'
import { AppError } from '#lib/errors.ts'

/** The body as text; throws INVALID_INPUT when it is longer than `limitBytes`. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > limitBytes) throw new AppError('INVALID_INPUT', 'The request is too long.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
