import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { toSelectionText } from '#lib/files/protocol/tokens.ts'
import type { ServerProcess } from '#fileserver/testing/server-process.ts'
import { getQuantile } from './figure.ts'
import { curl } from './files-curl.ts'
import type { OtherServer } from './files-servers.ts'

const FOLDER = 'zipped'
const FILE_BYTES = 1024 * 1024
const RUNS = 3
const MEGABYTE = 1e6

export function makeZippedFolder(root: string, count: number): void {
  mkdirSync(path.join(root, FOLDER))
  for (let index = 0; index < count; index += 1) {
    writeFileSync(path.join(root, FOLDER, `file-${index}.bin`), randomBytes(FILE_BYTES))
  }
}

/** Megabytes of files per second in a zip that is not compressed. */
export async function measureZip(server: ServerProcess, count: number): Promise<number> {
  const paths = [FOLDER]
  const selection = createHash('sha256').update(toSelectionText(paths)).digest('hex')
  return measure(count, async () => {
    const token = await server.link({ use: 'zip', selection })
    return [
      '--data-urlencode',
      `token=${token}`,
      '--data-urlencode',
      `paths=${JSON.stringify(paths)}`,
      `${server.url}${fileRoutes.zip()}`,
    ]
  })
}

export async function measureOtherZip({ url, zipQuery }: OtherServer, count: number): Promise<number | null> {
  return zipQuery === null ? null : measure(count, () => Promise.resolve([`${url}/${FOLDER}${zipQuery}`]))
}

async function measure(count: number, toArgs: () => Promise<string[]>): Promise<number> {
  const rates: number[] = []
  for (let index = 0; index < RUNS; index += 1) {
    const args = await toArgs()
    const startedMs = performance.now()
    const sizeBytes = Number(await curl(['--output', '/dev/null', '--write-out', '%{size_download}', ...args]))
    const seconds = (performance.now() - startedMs) / 1000
    if (sizeBytes < count * FILE_BYTES) throw new Error('The zip is not whole.')
    rates.push((count * FILE_BYTES) / MEGABYTE / seconds)
  }
  return getQuantile(rates)
}
