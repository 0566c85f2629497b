import { fork } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { startServerProcess } from './server-process.ts'
import { buildBytes } from './seeded-bytes.ts'
import { uploadByTus } from './tus-client.ts'
import { digest, TusRequests } from './tus-requests.ts'
import { createVolume, onTestEnd, serve } from './volume.ts'

const MIB = 1024 * 1024
const CHUNK_BYTES = MIB

export interface KilledUpload {
  /** At which byte of how many. */
  offsetBytes: number
  sizeBytes: number
  /** Of the bytes that were to arrive, by the client, by the server, and of the file. */
  digests: string[]
}

/** SIGKILL to the file server in the middle of an upload; another one starts at once, and the client goes on by itself. */
export async function uploadAcrossServers(): Promise<KilledUpload> {
  const root = await createVolume()
  const bytes = randomBytes(randomInt(3 * MIB, 12 * MIB))
  const offsetBytes = randomInt(bytes.length)
  let server = await startServerProcess({ root })
  onTestEnd(() => server.stop())
  const port = Number(new URL(server.url).port)
  const replacing: Promise<void>[] = []
  const replace = async () => {
    await server.stop('SIGKILL')
    server = await startServerProcess({ root, port })
  }
  const { sha256 } = await uploadByTus({
    server: () => server,
    path: 'folder/a',
    bytes,
    chunkBytes: CHUNK_BYTES,
    onProgress: (sent) => {
      if (sent >= offsetBytes && replacing.length === 0) replacing.push(replace())
    },
  })
  await Promise.all(replacing)
  await server.stop()
  const digests = [digest(bytes), sha256, digest(await readFile(path.join(root, 'folder', 'a')))]
  return { offsetBytes, sizeBytes: bytes.length, digests }
}

/** SIGKILL to a client; another one finds the upload in the list and goes on. */
export async function uploadAcrossClients(): Promise<KilledUpload> {
  const root = await createVolume()
  const server = await serve({ root })
  const sizeBytes = randomInt(3 * MIB, 12 * MIB)
  const offsetBytes = randomInt(1, sizeBytes)
  const seed = randomBytes(16).toString('hex')
  const child = fork(path.join(import.meta.dirname, 'killed-client.ts'), [], { execArgv: [] })
  child.send({ url: server.url, token: await server.token(), seed, sizeBytes, offsetBytes })
  const [said] = (await once(child, 'message')) as [string]
  child.kill('SIGKILL')
  if (said !== 'there') throw new Error(said)
  const [found] = await new TusRequests(server).list()
  const bytes = buildBytes(seed, sizeBytes)
  const { sha256 } = await uploadByTus({
    server: () => server,
    path: 'a',
    bytes,
    chunkBytes: CHUNK_BYTES,
    uploadUrl: found ? `${server.url}${fileRoutes.upload(found.id)}` : undefined,
    metadata: { clash: 'replace' },
  })
  await server.stop()
  return { offsetBytes, sizeBytes, digests: [digest(bytes), sha256, digest(await readFile(path.join(root, 'a')))] }
}
