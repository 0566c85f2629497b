import type { FileHandle } from 'node:fs/promises'
import type { ClashRule } from '#lib/files/protocol/requests.ts'
import { FileError } from '../file-error.ts'
import type { Root } from '../tree/root.ts'
import type { HashThread } from './hash-thread.ts'
import { findPlaced, placeFile } from './place-file.ts'
import { syncFile, type UploadStore } from './upload-store.ts'
import { closeFiles } from './upload-files.ts'
import type { Upload } from './upload.ts'
import type { UploadFinish } from './upload-record.ts'
import { bringHash } from './whole-hash.ts'

export interface Uploads {
  root: Root
  store: UploadStore
  hashes: HashThread
}

/** Of a file that is in its place. */
export interface Finished {
  sha256: string
  path: string
}

/**
 * Verifies an upload whose bytes are all there and puts it into its place. May be asked for again after a crash at any
 * moment; throws NAME_TAKEN when something is in the way, and then can be asked for once more with another rule.
 */
export async function finishUpload(uploads: Uploads, upload: Upload, clash: ClashRule): Promise<Finished> {
  const { store } = uploads
  const { finish } = upload
  if (finish?.path) return { sha256: finish.sha256, path: finish.path }
  let prepared: UploadFinish
  try {
    prepared = finish ?? (await prepare(uploads, upload))
  } catch (error) {
    if (error instanceof FileError && error.code === 'CHECKSUM_MISMATCH') await removeUpload(uploads, upload)
    throw error
  }
  const path = await place(uploads, upload, { inode: BigInt(prepared.inode), clash })
  await store.saveFinish(upload, { ...prepared, path }).catch(() => {
    // On a full disk the inode still says where it is.
    upload.finish = { ...prepared, path }
  })
  await closeFiles(upload)
  await uploads.hashes.drop(upload.id)
  return { sha256: prepared.sha256, path }
}

export async function removeUpload({ store, hashes }: Uploads, upload: Upload): Promise<void> {
  await store.remove(upload.id)
  await closeFiles(upload)
  await hashes.drop(upload.id)
}

/** When the file was last changed where it comes from, if that is known. */
export async function setChangedAt(file: FileHandle, changedAt: string | undefined): Promise<void> {
  if (changedAt !== undefined) await file.utimes(new Date(), new Date(changedAt))
}

async function prepare({ store, hashes }: Uploads, upload: Upload): Promise<UploadFinish> {
  const { record } = upload
  await upload.checkpoint
  requireCertain(upload)
  await bringHash({ store, hashes }, upload, { hasDigest: false })
  const sha256 = await hashes.digestWhole(upload.id)
  if (record.sha256 !== undefined && record.sha256 !== sha256) {
    throw new FileError('CHECKSUM_MISMATCH', { path: record.path })
  }
  await using file = await store.openBytes(upload.id)
  await setChangedAt(file, record.changedAt)
  try {
    await syncFile(file)
  } catch (error) {
    // The next sync would not tell of it again.
    upload.isSuspect = true
    throw error
  }
  const { ino } = await file.stat({ bigint: true })
  const finish = { sha256, inode: String(ino), path: null }
  await store.saveFinish(upload, finish)
  return finish
}

/** After the disk lost something, what is certain is what was synced; the client learns it by its next question. */
export function requireCertain(upload: Upload): void {
  if (!upload.isSuspect) return
  upload.isSuspect = false
  upload.progress.at = upload.progress.synced
  throw new FileError('UPLOAD_OFFSET', { path: upload.record.path })
}

async function place(
  { root, store }: Uploads,
  upload: Upload,
  { inode, clash }: { inode: bigint; clash: ClashRule },
): Promise<string> {
  const { path } = upload.record
  await using area = await store.openArea()
  const from = { folder: area, name: Buffer.from(`${upload.id}.bin`) }
  try {
    return await placeFile(root, { from, inode, path, clash })
  } catch (error) {
    if (!(error instanceof FileError) || error.code !== 'NOT_FOUND') throw error
    const placed = await findPlaced(root, { inode, path, clash }).catch(() => null)
    if (placed !== null) return placed
    await store.remove(upload.id)
    throw new FileError('UPLOAD_GONE', { path, cause: error })
  }
}
