import { BlockReader } from '../tree/block-reader.ts'
import type { HashThread } from './hash-thread.ts'
import type { UploadStore } from './upload-store.ts'
import type { Upload } from './upload.ts'

/**
 * Brings the running hash of the whole to where the upload is. After a restart, or when a piece was cut off, what is
 * missing is read from the file; `onRead` is told that it goes on.
 */
export async function bringHash(
  { store, hashes }: { store: UploadStore; hashes: HashThread },
  upload: Upload,
  { hasDigest, onRead }: { hasDigest: boolean; onRead?: () => void },
): Promise<void> {
  const options = { offsetBytes: upload.progress.at, hasDigest }
  let known = await hashes.begin(upload.id, options)
  if (known === options.offsetBytes) return
  await using file = await store.openBytes(upload.id)
  const reader = new BlockReader(file)
  while (known < options.offsetBytes) {
    const bytes = await reader.read(known, options.offsetBytes - known)
    if (bytes.length === 0) throw new Error('The bytes of an upload became fewer.')
    await hashes.update(upload.id, bytes)
    known += bytes.length
    onRead?.()
  }
  await hashes.commit(upload.id, known)
  await hashes.begin(upload.id, options)
}
