import { createHash } from 'node:crypto'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { toSelectionText } from '#lib/files/protocol/tokens.ts'
import { progressLineSchema, type ProgressLine } from '#lib/files/protocol/requests.ts'
import type { ServerProcess } from './server-process.ts'

type Serving = Pick<ServerProcess, 'url' | 'token' | 'link'>

/** As the portal's form asks for a zip. */
export async function requestZip(server: Serving, paths: string[], token?: string): Promise<Response> {
  const selection = createHash('sha256').update(toSelectionText(paths)).digest('hex')
  const form = { token: token ?? (await server.link({ use: 'zip', selection })), paths: JSON.stringify(paths) }
  return fetch(`${server.url}${fileRoutes.zip()}`, { method: 'POST', body: new URLSearchParams(form) })
}

export async function requestExtract(
  server: Serving,
  body: { path: string; to: string; clash?: string },
): Promise<{ status: number; lines: ProgressLine[]; code: string | null }> {
  const answer = await fetch(`${server.url}${fileRoutes.extract()}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await server.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (answer.status !== 200) {
    const { error } = JSON.parse(text) as { error: { code: string } }
    return { status: answer.status, lines: [], code: error.code }
  }
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => progressLineSchema.parse(JSON.parse(line)))
  return { status: answer.status, lines, code: null }
}
