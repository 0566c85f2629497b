import { randomBytes } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { FileError, getErrno } from '../file-error.ts'
import { bootId } from '../tree/boot-id.ts'
import { CREATE, DIRECT, openFile, READ_WRITE } from '../tree/file.ts'
import type { FolderHandle } from '../tree/folder.ts'
import { openWorkFolder } from '../tree/hidden-folder.ts'
import { UPLOADS } from '../tree/prepare.ts'
import type { Root } from '../tree/root.ts'
import { readFolder, toBytes } from '../tree/read-folder.ts'
import { removeFile } from '../tree/remove-file.ts'
import { statName } from '../tree/stat.ts'
import type { UploadFiles } from './upload-files.ts'
import type { Upload } from './upload.ts'
import {
  formatFinish,
  formatProgress,
  formatUpload,
  getOffset,
  parseUpload,
  type UploadFinish,
  type UploadRecord,
} from './upload-record.ts'

const ID = /^[0-9a-f]{32}$/
const KNOWN_MAX = 1000
const JSON_BYTES_MAX = 64 * 1024
/** Benchmarks alone may go without, to show what it costs. */
const isSyncing = process.env.MOORAGE_BENCH_WITHOUT_FSYNC !== 'true'

export function createUploadId(): string {
  return randomBytes(16).toString('hex')
}

/** Null where the file system cannot do that. */
async function openDirect(area: FolderHandle, name: Uint8Array): Promise<FileHandle | null> {
  try {
    return await openFile(area, name, DIRECT)
  } catch (error) {
    if (getErrno(error) === 'EINVAL') return null
    throw error
  }
}

export async function syncFile(file: FileHandle): Promise<void> {
  if (isSyncing) await file.datasync()
}

const toBytesName = (id: string) => Buffer.from(`${id}.bin`)
const toRecordName = (id: string) => Buffer.from(`${id}.json`)

/** The unfinished uploads of a volume, in `.moorage/uploads`: `<id>.bin` holds the bytes, `<id>.json` says what they are. */
export class UploadStore {
  readonly root: Root
  readonly #known = new Map<string, Promise<Upload | null>>()

  constructor(root: Root) {
    this.root = root
  }

  openArea(): Promise<FolderHandle> {
    return openWorkFolder(this.root, UPLOADS)
  }

  async create(record: UploadRecord): Promise<Upload> {
    const id = createUploadId()
    await using area = await this.openArea()
    const progress = { at: 0, synced: 0, boot: bootId, seen: Date.now() }
    try {
      await (await openFile(area, toBytesName(id), CREATE)).close()
      await using file = await openFile(area, toRecordName(id), CREATE, 0o600)
      await file.writeFile(formatUpload({ progress, record }))
      await syncFile(file)
      await area.sync()
    } catch (error) {
      await this.#removeFiles(area, id).catch(() => {})
      throw error
    }
    const upload: Upload = { id, record, progress, finish: null, writer: null, checkpoint: null, isSuspect: false }
    this.#remember(id, Promise.resolve(upload))
    return upload
  }

  /** Null for what is no upload, or no more. */
  get(id: string): Promise<Upload | null> {
    if (!ID.test(id)) return Promise.resolve(null)
    const known = this.#known.get(id)
    if (known) return known
    const loading = this.#load(id)
    this.#remember(id, loading)
    loading.then(
      (upload) => upload ?? this.#known.delete(id),
      () => this.#known.delete(id),
    )
    return loading
  }

  async list(): Promise<Upload[]> {
    await using area = await this.openArea()
    const ids = (await readFolder(area)).map(({ raw }) => /^([0-9a-f]{32})\.json$/.exec(raw)?.[1])
    const uploads: Upload[] = []
    for (const id of ids) {
      const upload = id === undefined ? null : await this.get(id).catch(() => null)
      if (upload) uploads.push(upload)
    }
    return uploads
  }

  async openBytes(id: string): Promise<FileHandle> {
    await using area = await this.openArea()
    try {
      return await openFile(area, toBytesName(id), READ_WRITE)
    } catch (error) {
      throw getErrno(error) === 'ENOENT' ? new FileError('UPLOAD_GONE', { cause: error }) : error
    }
  }

  /** What pieces need. */
  async openFiles(id: string): Promise<UploadFiles> {
    await using area = await this.openArea()
    await using opening = new AsyncDisposableStack()
    try {
      const bytes = opening.use(await openFile(area, toBytesName(id), READ_WRITE))
      const direct = opening.use(await openDirect(area, toBytesName(id)))
      const record = opening.use(await openFile(area, toRecordName(id), READ_WRITE))
      opening.move()
      return { bytes, direct, record }
    } catch (error) {
      throw getErrno(error) === 'ENOENT' ? new FileError('UPLOAD_GONE', { cause: error }) : error
    }
  }

  /** Writes down how far it is. It lasts only when it is synced, which the time of a checkpoint is good enough for. */
  async saveProgress(upload: Upload, record: FileHandle): Promise<void> {
    const line = formatProgress(upload.progress)
    await record.write(line, 0, line.length, 0)
  }

  async saveSynced(upload: Upload): Promise<void> {
    await using record = await this.#openRecord(upload.id)
    await this.saveProgress(upload, record)
    await syncFile(record)
  }

  async saveFinish(upload: Upload, finish: UploadFinish): Promise<void> {
    await using file = await this.#openRecord(upload.id)
    const line = formatFinish(finish)
    const { size } = await file.stat()
    await file.write(line, 0, line.length, size)
    await syncFile(file)
    upload.finish = finish
  }

  async remove(id: string): Promise<void> {
    this.#known.delete(id)
    await using area = await this.openArea()
    await this.#removeFiles(area, id)
  }

  /** What a crash left of an upload that was never told to anybody: bytes without a record. */
  async removeStrays(olderThanMs: number, nowMs: number): Promise<void> {
    await using area = await this.openArea()
    const names = new Set((await readFolder(area)).map(({ raw }) => raw))
    for (const raw of names) {
      const id = /^([0-9a-f]{32})\.bin$/.exec(raw)?.[1]
      if (id === undefined || names.has(`${id}.json`)) continue
      const name = toBytes(raw)
      const stats = await statName(area, name)
      if (stats && nowMs - Number(stats.mtimeMs) > olderThanMs) await removeFile({ folder: area, name })
    }
  }

  async #load(id: string): Promise<Upload | null> {
    await using area = await this.openArea()
    const stored = await this.#readRecord(area, id)
    if (!stored) return null
    const bytes = await statName(area, toBytesName(id))
    const { record, finish } = stored
    // Its bytes have left for their place, or somebody took them away.
    const fileBytes = bytes?.isFile() ? Number(bytes.size) : finish ? record.sizeBytes : null
    if (fileBytes === null) return null
    const at = finish ? record.sizeBytes : getOffset(stored.progress, { bootId, fileBytes })
    const progress = { ...stored.progress, at, synced: Math.min(stored.progress.synced, at), boot: bootId }
    return { id, record, finish, progress, writer: null, checkpoint: null, isSuspect: false }
  }

  async #readRecord(area: FolderHandle, id: string): Promise<ReturnType<typeof parseUpload>> {
    try {
      await using file = await openFile(area, toRecordName(id), READ_WRITE)
      const { size } = await file.stat()
      return size > JSON_BYTES_MAX ? null : parseUpload(await file.readFile())
    } catch (error) {
      if (getErrno(error) === 'ENOENT') return null
      throw error
    }
  }

  async #openRecord(id: string): Promise<FileHandle> {
    await using area = await this.openArea()
    try {
      return await openFile(area, toRecordName(id), READ_WRITE)
    } catch (error) {
      throw getErrno(error) === 'ENOENT' ? new FileError('UPLOAD_GONE', { cause: error }) : error
    }
  }

  async #removeFiles(area: FolderHandle, id: string): Promise<void> {
    // The record last: bytes without a record would be nobody's.
    await removeFile({ folder: area, name: toBytesName(id) })
    await removeFile({ folder: area, name: toRecordName(id) })
  }

  #remember(id: string, upload: Promise<Upload | null>): void {
    this.#known.set(id, upload)
    if (this.#known.size <= KNOWN_MAX) return
    for (const [other, promise] of this.#known) {
      if (this.#known.size <= KNOWN_MAX || other === id) break
      void promise.then((known) => {
        if (!known?.writer && !known?.checkpoint) this.#known.delete(other)
      })
      break
    }
  }
}
