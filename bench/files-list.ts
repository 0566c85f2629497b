import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { listingSchema } from '#lib/files/protocol/entries.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { ServerProcess } from '#fileserver/testing/server-process.ts'
import { getQuantile } from './figure.ts'
import type { OtherServer } from './files-servers.ts'

export const MANY_FOLDER = 'many'
const RUNS = 5
const PAGE = 200

export function makeManyEntries(root: string, count: number): void {
  mkdirSync(path.join(root, MANY_FOLDER))
  for (let index = 0; index < count; index += 1) {
    const file = openSync(path.join(root, MANY_FOLDER, `entry ${(index * 7919) % count}.dat`), 'w')
    ftruncateSync(file, (index * 104_729) % 1_000_003)
    closeSync(file)
  }
}

/** Milliseconds to the first page of a folder that has changed since it was last read, the middle one of five. */
export async function measureFirstPage(
  server: ServerProcess,
  { root, sort, count }: { root: string; sort: 'name' | 'size'; count: number },
): Promise<number> {
  const authorization = `Bearer ${await server.token()}`
  const times: number[] = []
  for (let index = 0; index < RUNS; index += 1) {
    writeFileSync(path.join(root, MANY_FOLDER, `changed-${sort}-${index}`), '')
    const startedMs = performance.now()
    const query = new URLSearchParams({ path: MANY_FOLDER, sort, limit: String(PAGE) })
    const answer = await fetch(`${server.url}${fileRoutes.list()}?${query}`, { headers: { authorization } })
    const listing = listingSchema.parse(await answer.json())
    times.push(performance.now() - startedMs)
    if (listing.total < count || listing.entries.length !== Math.min(PAGE, listing.total))
      throw new Error('The page is not whole.')
  }
  return getQuantile(times)
}

/** Milliseconds to the whole listing, which is all that the others have. */
export async function measureWholeListing({ url, list }: OtherServer): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < RUNS; index += 1) {
    const startedMs = performance.now()
    const answer = await fetch(`${url}/${MANY_FOLDER}/${list.query}`, { method: list.method, headers: list.headers })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`A listing was answered ${answer.status}.`)
    times.push(performance.now() - startedMs)
  }
  return getQuantile(times)
}
