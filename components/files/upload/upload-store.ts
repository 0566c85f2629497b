import type { ClashRule } from '#lib/files/protocol/requests.ts'
import { createUploadItem, isOver, type NewUpload, type UploadItem, type UploadState } from './upload-item.ts'
import { holdLock, listHeldLocks } from './upload-locks.ts'
import { type UploadBatch, UploadJournal } from './upload-journal.ts'

/** All uploads of one queue, in the order in which they were added, with what has to survive a reload kept as it changes. */
export class UploadStore {
  readonly #owner: string
  readonly #journal: UploadJournal
  readonly #onChange: () => void
  readonly #items = new Map<string, UploadItem>()
  readonly #batches = new Map<string, UploadBatch>()
  /** How many of a batch the journal still has to remember. */
  readonly #keptCounts = new Map<string, number>()
  #position = 0

  constructor(owner: string, onChange: () => void) {
    this.#owner = owner
    this.#journal = new UploadJournal(owner)
    this.#onChange = onChange
  }

  get(id: string): UploadItem | undefined {
    return this.#items.get(id)
  }

  list(state?: UploadState): UploadItem[] {
    const items = [...this.#items.values()]
    return state ? items.filter((item) => item.state === state) : items
  }

  listBatch(batchId: string): UploadItem[] {
    return this.list().filter((item) => item.batchId === batchId)
  }

  getBatch(id: string): UploadBatch | undefined {
    return this.#batches.get(id)
  }

  listBatches(): UploadBatch[] {
    return [...this.#batches.values()]
  }

  createBatch(handles: FileSystemHandle[]): UploadBatch {
    const batch = { id: crypto.randomUUID(), owner: this.#owner, createdAtMs: Date.now(), clash: null, handles }
    this.#batches.set(batch.id, batch)
    holdLock(batch.id)
    void this.#journal.putBatch(batch)
    return batch
  }

  setClash(batchId: string, clash: ClashRule): void {
    const batch = this.#batches.get(batchId)
    if (!batch) return
    this.#batches.set(batchId, { ...batch, clash })
    void this.#journal.putBatch({ ...batch, clash })
  }

  append(upload: NewUpload, part: Partial<UploadItem> = {}): UploadItem {
    const item = { ...createUploadItem(crypto.randomUUID(), upload), ...part }
    this.#set(item)
    if (!isOver(item)) this.note(item.id)
    return item
  }

  change(id: string, part: Partial<UploadItem>): void {
    const item = this.#items.get(id)
    if (item) this.#set({ ...item, ...part })
  }

  delete(id: string): void {
    const item = this.#items.get(id)
    if (!item) return
    this.#count(item, -1)
    this.#items.delete(id)
    this.#forget(item)
    this.#onChange()
  }

  /** Writes down how far it is. */
  note(id: string): void {
    const item = this.#items.get(id)
    if (!item) return
    const { batchId, kind, path, names, sizeBytes, changedAtMs, sentBytes, uploadId } = item
    this.#position += 1
    const facts = { id, batchId, kind, path, names, sizeBytes, changedAtMs, sentBytes, uploadId }
    this.#journal.put({ ...facts, owner: this.#owner, position: this.#position })
  }

  /** What an earlier visit left, but what another tab is at work on. Folders need nobody; files wait until they are there again. */
  async restore(): Promise<UploadItem[]> {
    const { batches, items } = await this.#journal.read()
    const held = await listHeldLocks()
    for (const batch of batches) {
      if (held.has(batch.id)) continue
      this.#batches.set(batch.id, batch)
      holdLock(batch.id)
    }
    const restored = items
      .filter(({ id, batchId }) => !this.#items.has(id) && this.#batches.has(batchId))
      .map(({ id, uploadId, sentBytes, position, ...upload }): UploadItem => {
        this.#position = Math.max(this.#position, position)
        const state = upload.kind === 'folder' ? 'waiting' : 'needs-file'
        return { ...createUploadItem(id, upload), uploadId, sentBytes, state }
      })
    for (const item of restored) this.#set(item)
    return restored
  }

  #set(item: UploadItem): void {
    const before = this.#items.get(item.id)
    if (before) this.#count(before, -1)
    this.#items.set(item.id, item)
    this.#count(item, 1)
    if (before && isKept(before) && !isKept(item)) this.#forget(item)
    this.#onChange()
  }

  #count(item: UploadItem, by: 1 | -1): void {
    if (isKept(item)) this.#keptCounts.set(item.batchId, (this.#keptCounts.get(item.batchId) ?? 0) + by)
  }

  #forget({ id, batchId }: UploadItem): void {
    this.#journal.remove(id)
    if (this.#keptCounts.get(batchId) === 0) void this.#journal.removeBatch(batchId)
  }
}

/** What failed is kept, too: after a reload somebody may want to try again. */
function isKept({ state }: UploadItem): boolean {
  return state !== 'done' && state !== 'skipped'
}
