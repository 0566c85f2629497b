import { syncFile, type UploadStore } from './upload-store.ts'
import type { Upload } from './upload.ts'

/** Each sync makes the disk wait for its journal; so much may have to be sent again after a loss of power. */
const STEP_BYTES = 64 * 1024 * 1024

/**
 * Makes what was received last, while more is received: a PATCH is answered when its bytes are verified and with the
 * kernel, which is enough unless the machine itself fails. Then the upload goes on from where it was synced.
 */
export function startCheckpoint(store: UploadStore, upload: Upload, { isPaused }: { isPaused: boolean }): void {
  const { at, synced } = upload.progress
  if (at - synced < STEP_BYTES && !isPaused) return
  upload.checkpoint ??= sync(store, upload).finally(() => {
    upload.checkpoint = null
  })
}

async function sync(store: UploadStore, upload: Upload): Promise<void> {
  const { at } = upload.progress
  try {
    await using file = await store.openBytes(upload.id)
    await syncFile(file)
    upload.progress.synced = at
    await store.saveSynced(upload)
  } catch {
    // Linux tells of bytes that it lost only once, so it is kept in mind until the upload goes on.
    upload.isSuspect = true
  }
}
