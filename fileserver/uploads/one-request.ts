import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { UploadMetadata } from '#lib/files/protocol/uploads.ts'
import type { Call } from '../call.ts'
import { FileError } from '../file-error.ts'
import { readChunks } from '../input.ts'
import { BlockReader } from '../tree/block-reader.ts'
import { CREATE, openFile, READ } from '../tree/file.ts'
import { locate } from '../tree/locate.ts'
import type { Root } from '../tree/root.ts'
import { removeFile } from '../tree/remove-file.ts'
import { setChangedAt, type Finished, type Uploads } from './finish-upload.ts'
import { placeFile } from './place-file.ts'
import { receiveBody } from './receive-body.ts'
import { createUploadId, syncFile } from './upload-store.ts'

export interface SmallUpload {
  metadata: UploadMetadata
  sizeBytes: number
  digest: string | null
}

/** A small file in one request: nothing is kept of it unless all of it came, was right, and is in its place. */
export async function uploadInOneRequest(
  { root, store }: Uploads,
  call: Call,
  upload: SmallUpload,
): Promise<Finished & { id: string }> {
  const { metadata } = upload
  const { path, clash } = metadata
  const id = createUploadId()
  await using area = await store.openArea()
  const from = { folder: area, name: Buffer.from(`${id}.bin`) }
  try {
    const { sha256, inode } = await receiveWhole(await openFile(area, from.name, CREATE), call, upload)
    try {
      return { id, sha256, path: await placeFile(root, { from, inode, path, clash }) }
    } catch (error) {
      if (!(await isThereAlready(root, { error, sha256, upload }))) throw error
      await removeFile(from)
      return { id, sha256, path }
    }
  } catch (error) {
    await removeFile(from).catch(() => {})
    throw error
  }
}

async function receiveWhole(
  opened: FileHandle,
  call: Call,
  { metadata, sizeBytes, digest }: SmallUpload,
): Promise<{ sha256: string; inode: bigint }> {
  await using file = opened
  const { path } = metadata
  const hash = createHash('sha256')
  const { writtenBytes, problem } = await receiveBody({
    chunks: readChunks(call),
    file,
    offsetBytes: 0,
    hash: (bytes) => {
      hash.update(bytes)
    },
    bytesMax: sizeBytes,
    onTooMuch: () => new FileError('TOO_LARGE', { path }),
  })
  if (problem !== null) throw problem
  if (writtenBytes !== sizeBytes) throw new FileError('INVALID_INPUT', { path })
  const sha256 = hash.digest('hex')
  if ((digest ?? sha256) !== sha256 || (metadata.sha256 ?? sha256) !== sha256) {
    throw new FileError('CHECKSUM_MISMATCH', { path })
  }
  await setChangedAt(file, metadata.changedAt)
  await syncFile(file)
  return { sha256, inode: (await file.stat({ bigint: true })).ino }
}

/** Whoever lost the answer asks again; that the very same bytes have the name is then no clash. */
async function isThereAlready(
  root: Root,
  { error, sha256, upload }: { error: unknown; sha256: string; upload: SmallUpload },
): Promise<boolean> {
  if (!(error instanceof FileError) || error.code !== 'NAME_TAKEN' || upload.metadata.clash !== 'fail') return false
  try {
    await using place = await locate(root, upload.metadata.path)
    const { folder, name } = place
    await using file = await openFile(folder, name, READ)
    if ((await file.stat()).size !== upload.sizeBytes) return false
    const reader = new BlockReader(file)
    const hash = createHash('sha256')
    for (let at = 0; at < upload.sizeBytes;) {
      const bytes = await reader.read(at, upload.sizeBytes - at)
      if (bytes.length === 0) return false
      hash.update(bytes)
      at += bytes.length
    }
    return hash.digest('hex') === sha256
  } catch {
    return false
  }
}
