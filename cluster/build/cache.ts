import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

/** Everything that is built once and outlives checkouts; `MOORAGE_CACHE` puts it elsewhere. */
export const CACHE_DIR = process.env['MOORAGE_CACHE'] ?? path.join(os.homedir(), '.cache', 'moorage')

const manifest = z.record(
  z.string(),
  z.object({ sha256: z.string(), sizeBytes: z.number(), modifiedMs: z.number(), buildSeconds: z.number() }),
)

/** What is known about the files of one cache entry, by file name. */
export type CacheManifest = z.infer<typeof manifest>

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash)
  return hash.digest('hex')
}

/** An unreadable manifest counts as empty: everything is then built again. */
export async function readManifest(dir: string): Promise<CacheManifest> {
  try {
    return manifest.parse(JSON.parse(await readFile(path.join(dir, 'manifest.json'), 'utf8')))
  } catch {
    return {}
  }
}

export async function writeManifest(dir: string, content: CacheManifest): Promise<void> {
  const file = path.join(dir, 'manifest.json')
  await writeFile(`${file}.new`, JSON.stringify(content, null, 2))
  await rename(`${file}.new`, file)
}

/**
 * Whether the file is what was built. Size and time are compared first, since hashing 800 MB at every start costs
 * seconds; a file that was touched is hashed.
 */
export async function isIntact(file: string, known: CacheManifest[string] | undefined): Promise<boolean> {
  if (!known) return false
  const found = await stat(file).catch(() => null)
  if (!found || found.size !== known.sizeBytes) return false
  return Math.trunc(found.mtimeMs) === known.modifiedMs || (await hashFile(file)) === known.sha256
}

export async function describeFile(file: string, buildSeconds: number): Promise<CacheManifest[string]> {
  const found = await stat(file)
  return { sha256: await hashFile(file), sizeBytes: found.size, modifiedMs: Math.trunc(found.mtimeMs), buildSeconds }
}
