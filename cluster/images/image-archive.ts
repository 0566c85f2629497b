import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { json } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { z } from 'zod'
import { buildImage, type BuiltImage } from './build-image.ts'
import type { ImageDescription, ImageEntry } from './image-description.ts'

export interface ImageArchive extends BuiltImage {
  file: string
}

/** Counts up when the builder writes other bytes for the same description. */
const BUILDER_VERSION = 1
const UNUSED_AFTER_MS = 30 * 24 * 60 * 60 * 1000

const ociIndex = z.object({
  manifests: z.tuple([
    z.object({ digest: z.string(), annotations: z.object({ 'io.containerd.image.name': z.string() }) }),
  ]),
})

/** Size and time stand for a file's content: reading half a gigabyte at every start would cost more than it saves. */
async function toFingerprint(entry: ImageEntry): Promise<unknown> {
  if (entry.type !== 'file' || 'text' in entry.source) return entry
  const { size, mtimeMs } = await stat(entry.source.file)
  return { ...entry, size, mtimeMs }
}

async function toKey(description: ImageDescription): Promise<string> {
  const entries = await Promise.all(description.entries.map(toFingerprint))
  const text = JSON.stringify([BUILDER_VERSION, process.arch, { ...description, entries }])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** Null when the file is not there or its head cannot be read, so that it is built again. */
async function readArchive(file: string): Promise<ImageArchive | null> {
  const archive = createReadStream(file)
  const reader = extract()
  archive.on('error', (error) => reader.destroy(error))
  archive.pipe(reader)
  try {
    for await (const entry of reader) {
      const [manifest] = ociIndex.parse(await json(entry)).manifests
      return { name: manifest.annotations['io.containerd.image.name'], digest: manifest.digest, file }
    }
    return null
  } catch {
    return null
  } finally {
    archive.destroy()
  }
}

async function removeUnused(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const file = path.join(cacheDir, name)
    // Another command may clean up at the same time.
    const usedAtMs = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    )
    if (Date.now() - usedAtMs > UNUSED_AFTER_MS) await rm(file, { force: true })
  }
}

/** Those that are being made: the cluster and the demo on it want some of the same images at the same time. */
const inWork = new Map<string, Promise<ImageArchive>>()

/** The image as an archive in `cacheDir`, built there when it or one of its files is new. */
export async function getImageArchive(description: ImageDescription, cacheDir: string): Promise<ImageArchive> {
  await mkdir(cacheDir, { recursive: true })
  const file = path.join(cacheDir, `${await toKey(description)}.tar`)
  const work = inWork.get(file) ?? findOrBuild(description, file).finally(() => inWork.delete(file))
  inWork.set(file, work)
  return work
}

async function findOrBuild(description: ImageDescription, file: string): Promise<ImageArchive> {
  const known = await readArchive(file)
  if (known) {
    await utimes(file, new Date(), new Date())
    return known
  }
  await removeUnused(path.dirname(file))
  return { ...(await buildImage(description, file)), file }
}
