import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { ServerProcess } from '#fileserver/testing/server-process.ts'
import { curl } from './files-curl.ts'
import { readResidentBytes, watchResidentBytes } from './files-process.ts'
import type { Material } from './files-transfer.ts'
import { PIECE_BYTES } from './files-transfer.ts'
import { inParallel } from './in-parallel.ts'

const EACH = 10
const SETTLE_MS = 3000
const MEGABYTE = 1e6
/** Slow enough that all of them run at once. */
const RATE = ['--limit-rate', '8M']
const PIECES = 8

/** Megabytes resident: of a server that has answered one request, and the most with ten uploads and ten downloads. */
export async function measureMemory(
  server: ServerProcess,
  { root, material, name }: { root: string; material: Material; name: string },
): Promise<{ idle: number; busy: number }> {
  const authorization = `authorization: Bearer ${await server.token()}`
  await fetch(`${server.url}${fileRoutes.usage()}`, { headers: { authorization: authorization.slice(15) } })
  await sleep(SETTLE_MS)
  const idle = readResidentBytes(server.pid) / MEGABYTE
  const places = Array.from({ length: EACH }, (_, index) => index)
  const most = await watchResidentBytes(server.pid, async () => {
    await Promise.all([
      inParallel(places, { limit: EACH, work: (index) => uploadSlowly(server, { material, index, authorization }) }),
      inParallel(places, { limit: EACH, work: () => downloadSlowly(server, { name, authorization }) }),
    ])
  })
  for (const index of places) await rm(path.join(root, `upload-${index}`), { force: true })
  return { idle, busy: most / MEGABYTE }
}

async function uploadSlowly(
  server: ServerProcess,
  { material, index, authorization }: { material: Material; index: number; authorization: string },
): Promise<void> {
  const pieces = material.pieces.slice(0, PIECES)
  const size = Math.min(material.sizeBytes, pieces.length * PIECE_BYTES)
  const created = await fetch(`${server.url}${fileRoutes.uploads()}`, {
    method: 'POST',
    headers: {
      authorization: authorization.slice(15),
      'tus-resumable': '1.0.0',
      'upload-length': String(size),
      'upload-metadata': `path ${Buffer.from(`upload-${index}`).toString('base64')}`,
    },
  })
  const url = new URL(created.headers.get('location') ?? '', server.url).href
  for (const piece of pieces) {
    const headers = [
      'Expect:',
      authorization,
      'tus-resumable: 1.0.0',
      'content-type: application/offset+octet-stream',
      `upload-offset: ${piece.offsetBytes}`,
      `upload-checksum: sha256 ${piece.checksum}`,
    ].flatMap((header) => ['--header', header])
    await curl([...RATE, '--request', 'PATCH', '--upload-file', piece.file, ...headers, url])
  }
}

async function downloadSlowly(server: ServerProcess, { name, authorization }: { name: string; authorization: string }) {
  const url = `${server.url}${fileRoutes.content()}?path=${name}`
  const range = `0-${PIECES * PIECE_BYTES - 1}`
  await curl([...RATE, '--range', range, '--header', authorization, '--output', '/dev/null', url])
}
