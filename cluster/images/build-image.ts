import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack, type Pack } from 'tar-stream'
import { AppError } from '#lib/errors.ts'
import type { ImageDescription } from './image-description.ts'
import { streamLayer } from './layer.ts'

export interface BuiltImage {
  name: string
  /** Of the manifest, with `sha256:` in front: what containerd shows as the image's target. */
  digest: string
}

interface Blob {
  digest: string
  sizeBytes: number
  content: () => Readable
}

const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json'
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json'
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar'

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

function toJsonBlob(value: unknown): Blob {
  const text = JSON.stringify(value)
  return { digest: sha256(text), sizeBytes: Buffer.byteLength(text), content: () => Readable.from([text]) }
}

async function toLayerBlob(description: ImageDescription): Promise<Blob> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of streamLayer(description.entries) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    sizeBytes += chunk.length
  }
  return { digest: `sha256:${hash.digest('hex')}`, sizeBytes, content: () => streamLayer(description.entries) }
}

function toPlatform(): { os: 'linux'; architecture: string } {
  return { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch }
}

function toConfig(description: ImageDescription, diffId: string): unknown {
  return {
    ...toPlatform(),
    config: {
      User: description.user,
      Env: Object.entries(description.env ?? {}).map(([name, value]) => `${name}=${value}`),
      Entrypoint: description.entrypoint,
      Cmd: description.command,
      WorkingDir: description.workingDir ?? '/',
    },
    rootfs: { type: 'layers', diff_ids: [diffId] },
  }
}

function toDescriptor(mediaType: string, blob: Blob) {
  return { mediaType, digest: blob.digest, size: blob.sizeBytes }
}

async function addBlob(tar: Pack, blob: Blob): Promise<void> {
  const hash = createHash('sha256')
  const name = `blobs/sha256/${blob.digest.slice('sha256:'.length)}`
  await pipeline(
    blob.content(),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        yield chunk
      }
    },
    tar.entry({ name, size: blob.sizeBytes, mtime: new Date(0) }),
  )
  if (`sha256:${hash.digest('hex')}` !== blob.digest) {
    throw new AppError('CONFLICT', 'A file changed while it was packed into an image. Run the command again.')
  }
}

/**
 * Writes the image as an OCI archive, which `ctr images import` and `docker load` read. It is an OCI archive and not
 * one of the older Docker kind because there the importer makes up the manifest, so its digest is unknown beforehand.
 * The file appears complete or not at all.
 */
export async function buildImage(description: ImageDescription, outFile: string): Promise<BuiltImage> {
  const layer = await toLayerBlob(description)
  const config = toJsonBlob(toConfig(description, layer.digest))
  const manifest = toJsonBlob({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: toDescriptor(CONFIG_TYPE, config),
    layers: [toDescriptor(LAYER_TYPE, layer)],
  })
  const index = {
    schemaVersion: 2,
    manifests: [
      {
        ...toDescriptor(MANIFEST_TYPE, manifest),
        platform: toPlatform(),
        annotations: { 'io.containerd.image.name': description.name },
      },
    ],
  }
  const tar = pack()
  const fill = async () => {
    // First, so that the digest of a finished archive can be read without reading all of it.
    tar.entry({ name: 'index.json', mtime: new Date(0) }, JSON.stringify(index))
    tar.entry({ name: 'oci-layout', mtime: new Date(0) }, JSON.stringify({ imageLayoutVersion: '1.0.0' }))
    for (const blob of [config, manifest, layer]) await addBlob(tar, blob)
    tar.finalize()
  }
  const partFile = `${outFile}.${process.pid}.part`
  try {
    fill().catch((error: Error) => tar.destroy(error))
    await pipeline(tar, createWriteStream(partFile))
    await rename(partFile, outFile)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    const message = `The disk has no room for the image ${description.name}. Free some space and run the command again.`
    throw new AppError('UNAVAILABLE', message, { cause: error })
  } finally {
    await rm(partFile, { force: true })
  }
  return { name: description.name, digest: manifest.digest }
}
