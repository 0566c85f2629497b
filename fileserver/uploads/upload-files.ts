import type { FileHandle } from 'node:fs/promises'
import type { UploadStore } from './upload-store.ts'
import type { Upload } from './upload.ts'

export interface UploadFiles {
  bytes: FileHandle
  /** The same file, written past the kernel's cache; null where the file system cannot do that. */
  direct: FileHandle | null
  record: FileHandle
}

interface Kept {
  files: UploadFiles
  timer: NodeJS.Timeout
}

/** A piece follows the one before within moments, and opening these again costs as much as writing it. */
const KEPT_MS = 5000

const kept = new WeakMap<Upload, Kept>()

/** For the one writer of an upload, who keeps them afterwards; with the length of the file. */
export async function takeFiles(store: UploadStore, upload: Upload): Promise<UploadFiles & { sizeBytes: number }> {
  const files = take(upload)
  if (files) {
    const { size, nlink } = await files.bytes.stat()
    if (nlink > 0) return { ...files, sizeBytes: size }
    await close(files)
  }
  const opened = await store.openFiles(upload.id)
  return { ...opened, sizeBytes: (await opened.bytes.stat()).size }
}

export function keepFiles(upload: Upload, { bytes, direct, record }: UploadFiles): void {
  const timer = setTimeout(() => void closeFiles(upload), KEPT_MS).unref()
  kept.set(upload, { files: { bytes, direct, record }, timer })
}

/** What is removed takes up room as long as it is open. */
export async function closeFiles(upload: Upload): Promise<void> {
  const files = take(upload)
  if (files) await close(files)
}

function take(upload: Upload): UploadFiles | null {
  const found = kept.get(upload)
  if (!found) return null
  clearTimeout(found.timer)
  kept.delete(upload)
  return found.files
}

async function close({ bytes, direct, record }: UploadFiles): Promise<void> {
  await Promise.allSettled([bytes.close(), direct?.close(), record.close()])
}
