import { createHash, randomBytes } from 'node:crypto'
import { Agent, request as sendHttp, type IncomingMessage } from 'node:http'
import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { once } from 'node:events'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { ServerProcess } from '#fileserver/testing/server-process.ts'
import type { OtherServer } from './files-servers.ts'
import { inParallel } from './in-parallel.ts'

const FILE_BYTES = 4096
const PER_FOLDER = 100
/** As many connections as a browser opens to one server. */
const AT_ONCE = 6

interface Small {
  path: string
  bytes: Buffer
}

function makeFiles(count: number): Small[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `small/folder-${Math.floor(index / PER_FOLDER)}/file-${index}.bin`,
    bytes: randomBytes(FILE_BYTES),
  }))
}

/** Files per second of a folder upload, each with its digest, on the disk and in its place when it is answered. */
export async function uploadSmallFiles(
  server: ServerProcess,
  { root, count }: { root: string; count: number },
): Promise<number> {
  const authorization = `Bearer ${await server.token()}`
  return upload({ root, count }, (file) => ({
    method: 'POST',
    url: `${server.url}${fileRoutes.uploads()}`,
    headers: {
      authorization,
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-length': FILE_BYTES,
      'upload-checksum': `sha256 ${createHash('sha256').update(file.bytes).digest('base64')}`,
      'upload-metadata': `path ${Buffer.from(file.path).toString('base64')}`,
    },
  }))
}

/** The same by plain PUT, without digest and, except with plain Node.js, without fsync. */
export async function putSmallFiles(
  server: OtherServer,
  { root, count }: { root: string; count: number },
): Promise<number> {
  for (let index = 0; index < count / PER_FOLDER; index += 1) {
    await mkdir(path.join(root, 'small', `folder-${index}`), { recursive: true })
  }
  return upload({ root, count }, (file) => ({ method: 'PUT', url: `${server.url}/${file.path}`, headers: {} }))
}

async function upload(
  { root, count }: { root: string; count: number },
  toRequest: (file: Small) => { method: string; url: string; headers: Record<string, string | number> },
): Promise<number> {
  const files = makeFiles(count)
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const startedMs = performance.now()
  await inParallel(files, {
    limit: AT_ONCE,
    work: async (file) => {
      const { method, url, headers } = toRequest(file)
      const request = sendHttp(url, { method, agent, headers: { ...headers, 'content-length': FILE_BYTES } })
      request.end(file.bytes)
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      response.resume()
      await once(response, 'end')
      if ((response.statusCode ?? 0) >= 300)
        throw new Error(`${method} of a small file was answered ${response.statusCode}.`)
    },
  })
  const seconds = (performance.now() - startedMs) / 1000
  agent.destroy()
  const folders = await readdir(path.join(root, 'small'))
  if (folders.length !== Math.ceil(count / PER_FOLDER)) throw new Error('Not all folders of the upload are there.')
  await rm(path.join(root, 'small'), { recursive: true })
  return count / seconds
}
