import { createHash } from 'node:crypto'
import { finished } from 'node:stream/promises'
import { z } from 'zod'
import { wireItemSchema } from '#lib/files/protocol/entries.ts'
import { toSelectionText } from '#lib/files/protocol/tokens.ts'
import { decodeName, getLastName, getParentPath } from '#lib/files/protocol/wire-path.ts'
import type { Call } from '../call.ts'
import { toDisposition } from '../content/disposition.ts'
import { FileError } from '../file-error.ts'
import { parseInput, readBody } from '../input.ts'
import { BlockWriter } from './block-writer.ts'
import { writeSelection } from './zip-selection.ts'
import { ZipWriter } from './zip-writer.ts'

const FORM_BYTES_MAX = 32 * 1024 * 1024
const PATHS_MAX = 10_000

const zipFormSchema = z.object({
  token: z.string(),
  /** JSON of an array of paths. */
  paths: z.string(),
})
const pathsSchema = z.array(wireItemSchema).min(1).max(PATHS_MAX)

/** A form, so that the browser itself saves the answer. Its token is good for exactly these paths. */
export async function downloadZip(call: Call): Promise<void> {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(call.request.headers['content-type'] ?? '')) {
    throw new FileError('INVALID_INPUT')
  }
  const form = new URLSearchParams((await readBody(call, FORM_BYTES_MAX)).toString('utf8'))
  const fields = parseInput(zipFormSchema, Object.fromEntries(form))
  const { claims } = await call.server.tokens.checkLink(fields.token)
  const paths = parsePaths(fields.paths)
  const selection = createHash('sha256').update(toSelectionText(paths)).digest('hex')
  if (claims.use !== 'zip' || claims.selection !== selection) throw new FileError('UNAUTHENTICATED')
  call.claims = claims
  call.response.writeHead(200, {
    'content-type': 'application/zip',
    'content-disposition': toDisposition(toZipName(paths), 'attachment'),
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  const out = new BlockWriter(call.response, call.signal)
  const zip = new ZipWriter(out)
  await writeSelection(zip, { root: call.server.root, paths, signal: call.signal })
  await zip.finish()
  call.response.end()
  await finished(call.response)
}

function parsePaths(text: string): string[] {
  try {
    return parseInput(pathsSchema, JSON.parse(text))
  } catch (error) {
    throw new FileError('INVALID_INPUT', { cause: error })
  }
}

/** One thing gives the zip its name, several the folder in which they lie. */
function toZipName(paths: readonly string[]): Uint8Array {
  const [first = ''] = paths
  const name = decodeName(paths.length === 1 ? getLastName(first) : getLastName(getParentPath(first)))
  return Buffer.concat([name ?? Buffer.from('files'), Buffer.from('.zip')])
}
