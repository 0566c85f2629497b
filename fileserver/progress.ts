import type { ProgressLine } from '#lib/files/protocol/requests.ts'
import type { Call } from './call.ts'
import { FileError, toFileError } from './file-error.ts'
import { LineWriter } from './line-writer.ts'

const EVERY_MS = 200

/** Tells how a longer work goes on, one line for each thing done, and counts for the last line. */
export class Progress {
  readonly #call: Call
  readonly #lines: LineWriter
  #doneItems = 0
  #failedItems = 0
  #doneBytes = 0
  #toldAt = 0
  readonly totalItems: number | null
  totalBytes: number | null = null

  constructor(call: Call, totalItems: number | null) {
    this.#call = call
    this.#lines = new LineWriter(call)
    this.totalItems = totalItems
  }

  async done(item: { from: string; to: string | null; trashId?: string | null }): Promise<void> {
    this.#doneItems += 1
    await this.#write({ type: 'item', from: item.from, to: item.to, trashId: item.trashId ?? null })
  }

  /** One thing could not be done; the others go on. Rethrows what ended the whole request. */
  async failed(from: string, error: unknown): Promise<void> {
    this.#call.signal.throwIfAborted()
    const { code, path, cause } = toFileError(error)
    this.#failedItems += 1
    if (code === 'INTERNAL') this.#call.server.log.error({ requestId: this.#call.requestId, error: cause }, 'failed')
    await this.#write({ type: 'failed', from, code, clashesWith: code === 'NAME_TAKEN' ? path : null })
  }

  /** Bytes on the way; told now and then. */
  async addBytes(bytes: number): Promise<void> {
    this.#doneBytes += bytes
    await this.tick()
  }

  async tick(): Promise<void> {
    const now = Date.now()
    if (now - this.#toldAt < EVERY_MS) return
    this.#toldAt = now
    await this.#write({
      type: 'progress',
      doneItems: this.#doneItems,
      totalItems: this.totalItems,
      doneBytes: this.#doneBytes,
      totalBytes: this.totalBytes,
    })
  }

  async end(): Promise<void> {
    await this.#write({
      type: 'done',
      doneItems: this.#doneItems,
      failedItems: this.#failedItems,
      doneBytes: this.#doneBytes,
    })
    this.#lines.end()
  }

  async #write(line: ProgressLine): Promise<void> {
    await this.#lines.write(line)
  }
}

/** Does one thing after another and tells of each; a failure is told and does not stop the rest. */
export async function forEachItem<T>(options: {
  progress: Progress
  items: readonly T[]
  toFrom: (item: T) => string
  work: (item: T) => Promise<{ to: string | null; trashId?: string | null }>
}): Promise<void> {
  const { progress, items, toFrom, work } = options
  for (const item of items) {
    const from = toFrom(item)
    try {
      await progress.done({ from, ...(await work(item)) })
    } catch (error) {
      await progress.failed(from, error)
    }
  }
  await progress.end()
}

/** The name is taken by this. */
export function toTaken(path: string): FileError {
  return new FileError('NAME_TAKEN', { path })
}
