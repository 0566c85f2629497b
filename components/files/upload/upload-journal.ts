import type { ClashRule } from '#lib/files/protocol/requests.ts'
import type { UploadItem } from './upload-item.ts'

const DATABASE = 'moorage-uploads'
const FLUSH_MS = 250
const WEEK_MS = 7 * 24 * 60 * 60 * 1000

/** Things that were added together. */
export interface UploadBatch {
  id: string
  /** The person and the volume. */
  owner: string
  createdAtMs: number
  /** What was said once for all names that are taken; null: nobody was asked yet. */
  clash: ClashRule | null
  handles: FileSystemHandle[]
}

export type JournalItem = Pick<
  UploadItem,
  'id' | 'batchId' | 'kind' | 'path' | 'names' | 'sizeBytes' | 'changedAtMs' | 'sentBytes' | 'uploadId'
> & { owner: string; position: number }

/**
 * What is not yet on the volume, kept by the browser so that a reload loses nothing. Where a browser keeps nothing (some
 * private windows), uploads work all the same and only the reload is not survived.
 */
export class UploadJournal {
  readonly #owner: string
  #database: Promise<IDBDatabase | null> | null = null
  #pending = new Map<string, JournalItem | null>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(owner: string) {
    this.#owner = owner
  }

  async read(): Promise<{ batches: UploadBatch[]; items: JournalItem[] }> {
    const database = await this.#open()
    if (!database) return { batches: [], items: [] }
    const [batches, items] = await Promise.all([
      readOwned<UploadBatch>(database, 'batches', this.#owner),
      readOwned<JournalItem>(database, 'items', this.#owner),
    ])
    const recent = new Set(batches.filter(({ createdAtMs }) => Date.now() - createdAtMs < WEEK_MS).map(({ id }) => id))
    this.#forgetOld(database, { batches, items, recent })
    return {
      batches: batches.filter(({ id }) => recent.has(id)),
      items: items.filter(({ batchId }) => recent.has(batchId)).toSorted((a, b) => a.position - b.position),
    }
  }

  async putBatch(batch: UploadBatch): Promise<void> {
    const database = await this.#open()
    // A handle that cannot be kept must not keep the rest from being kept.
    if (database) await write(database, 'batches', (store) => store.put(batch)).catch(() => {})
  }

  put(item: JournalItem): void {
    this.#pending.set(item.id, item)
    this.#flushSoon()
  }

  remove(id: string): void {
    this.#pending.set(id, null)
    this.#flushSoon()
  }

  async removeBatch(id: string): Promise<void> {
    const database = await this.#open()
    if (database) await write(database, 'batches', (store) => store.delete(id)).catch(() => {})
  }

  /** Thousands of small files end within seconds: they are written off together. */
  #flushSoon(): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#flush()
    }, FLUSH_MS)
  }

  async #flush(): Promise<void> {
    const pending = this.#pending
    this.#pending = new Map()
    const database = await this.#open()
    if (!database) return
    await write(database, 'items', (store) => {
      for (const [id, item] of pending) {
        if (item) store.put(item)
        else store.delete(id)
      }
    }).catch(() => {})
  }

  #forgetOld(
    database: IDBDatabase,
    known: { batches: UploadBatch[]; items: JournalItem[]; recent: Set<string> },
  ): void {
    const { recent } = known
    for (const { id, batchId } of known.items) if (!recent.has(batchId)) this.remove(id)
    const used = new Set(known.items.map(({ batchId }) => batchId))
    for (const { id } of known.batches) {
      if (!recent.has(id) || !used.has(id)) void write(database, 'batches', (store) => store.delete(id)).catch(() => {})
    }
  }

  #open(): Promise<IDBDatabase | null> {
    this.#database ??= openDatabase().catch(() => null)
    return this.#database
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.addEventListener('upgradeneeded', () => {
      for (const name of ['batches', 'items']) {
        request.result.createObjectStore(name, { keyPath: 'id' }).createIndex('owner', 'owner')
      }
    })
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('The browser keeps nothing.')))
  })
}

function readOwned<T>(database: IDBDatabase, store: string, owner: string): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const request = database.transaction(store).objectStore(store).index('owner').getAll(owner)
    request.addEventListener('success', () => resolve(request.result as T[]))
    request.addEventListener('error', () => reject(request.error ?? new Error('The browser keeps nothing.')))
  })
}

function write(database: IDBDatabase, name: string, change: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, 'readwrite')
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('The browser keeps nothing.')))
    change(transaction.objectStore(name))
  })
}
