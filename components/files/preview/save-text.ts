import { entryAnswerSchema } from '#lib/files/protocol/answers.ts'
import type { Entry } from '#lib/files/protocol/entries.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { FileClient } from '../file-client.ts'

/** What the file server takes in one piece. */
export const EDIT_BYTES_MAX = 10 * 1024 ** 2

/** Replaces a text if it is still the version that was read; else a FileProblemError CHANGED_MEANWHILE. */
export async function saveText(
  client: FileClient,
  { path, text, etag }: { path: string; text: string; etag: string },
): Promise<Entry> {
  const response = await client.call(fileRoutes.content(), {
    method: 'PUT',
    query: { path },
    headers: { 'if-match': `"${etag}"`, 'content-type': 'text/plain; charset=utf-8' },
    body: text,
  })
  return entryAnswerSchema.parse(await response.json())
}
