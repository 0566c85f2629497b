import type { FileServer } from '../context.ts'
import type { Uploads } from './finish-upload.ts'
import { HashThread } from './hash-thread.ts'
import { UploadStore } from './upload-store.ts'

/** How long an upload may rest before it is removed. */
export const UPLOAD_DAYS = 7
const DAY_MS = 24 * 60 * 60_000
/** One that is in its place is remembered for whoever lost the answer. */
const FINISHED_MS = DAY_MS
const STRAY_MS = DAY_MS
const LOOK_MS = 60 * 60_000

const ofServers = new WeakMap<FileServer, Uploads>()

export function getUploads(server: FileServer): Uploads {
  const known = ofServers.get(server)
  if (known) return known
  const uploads = { root: server.root, store: new UploadStore(server.root), hashes: new HashThread() }
  ofServers.set(server, uploads)
  return uploads
}

/** Removes what expired, now and every hour. */
export function watchExpiry(server: FileServer): void {
  const { store } = getUploads(server)
  const look = () => {
    removeExpired(store, Date.now()).catch((error: unknown) => {
      server.log.warn({ error }, 'expired uploads could not be removed')
    })
  }
  look()
  setInterval(look, LOOK_MS).unref()
}

export async function removeExpired(store: UploadStore, nowMs: number): Promise<void> {
  for (const upload of await store.list()) {
    const restsMs = nowMs - upload.progress.seen
    const keptMs = upload.finish?.path ? FINISHED_MS : UPLOAD_DAYS * DAY_MS
    if (restsMs > keptMs && !upload.writer && !upload.checkpoint) await store.remove(upload.id)
  }
  await store.removeStrays(STRAY_MS, nowMs)
}
