import type { ClashRule } from '#lib/files/protocol/requests.ts'
import { runUpload } from './run-upload.ts'
import { endUpload } from './send-file.ts'
import { decideNextStep, getWaitMs, toUploadFailure } from './upload-failure.ts'
import { UploadHold } from './upload-hold.ts'
import type { UploadItem } from './upload-item.ts'
import type { UploadSource } from './upload-source.ts'
import type { UploadStore } from './upload-store.ts'

/** A browser has six connections to one address; one stays free for everything else. */
const PARALLEL = 5
const NOTE_EVERY_BYTES = 32 * 1024 ** 2

interface UploadRunnerOptions {
  store: UploadStore
  /** The newest way to the file server. */
  getSource: () => UploadSource
  onChange: () => void
}

/** Sends what waits, a few at a time, and decides what becomes of what fails. */
export class UploadRunner {
  readonly hold: UploadHold
  readonly #options: UploadRunnerOptions
  readonly #store: UploadStore
  readonly #files = new Map<string, File>()
  readonly #rules = new Map<string, ClashRule>()
  readonly #runs = new Map<string, AbortController>()
  readonly #waiting = new Set<string>()
  readonly #notedBytes = new Map<string, number>()
  #isPaused = false

  constructor(options: UploadRunnerOptions) {
    this.#options = options
    this.#store = options.store
    this.hold = new UploadHold({
      getFreeBytes: async () => (await options.getSource().client.usage()).freeBytes,
      onChange: () => this.pump(),
    })
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** Whether it would send something as soon as it may. */
  get hasWork(): boolean {
    return this.#runs.size + this.#waiting.size > 0
  }

  hasFile(id: string): boolean {
    return this.#files.has(id)
  }

  /** A file that is given is the one that is sent from now on. */
  enqueue(id: string, file?: File): void {
    if (file) this.#files.set(id, file)
    this.#store.change(id, { state: 'waiting' })
    this.#waiting.add(id)
  }

  pump(): void {
    if (!this.#isPaused && this.hold.reason === null) {
      for (const id of this.#waiting) {
        if (this.#runs.size >= PARALLEL) break
        const item = this.#store.get(id)
        if (item) this.#start(item)
        else this.#waiting.delete(id)
      }
    }
    this.#options.onChange()
  }

  pauseAll(): void {
    this.#isPaused = true
    this.#stopRuns()
  }

  /** Whoever calls it pumps, or ends the hold, which does. */
  endPause(): void {
    this.#isPaused = false
  }

  pause(id: string): void {
    this.#waiting.delete(id)
    this.#store.change(id, { state: 'paused' })
    this.#runs.get(id)?.abort()
  }

  /** Nothing of it is sent any more, and the file server forgets what it has. */
  drop(item: UploadItem): void {
    this.#waiting.delete(item.id)
    this.#runs.get(item.id)?.abort()
    this.#endOnServer(item)
    this.#release(item.id)
  }

  applyRule(item: UploadItem, rule: ClashRule): void {
    if (rule === 'skip') {
      this.drop(item)
      this.#store.change(item.id, { state: 'skipped' })
      return
    }
    this.#rules.set(item.id, rule)
    this.#store.change(item.id, { attempts: 0 })
    this.enqueue(item.id)
  }

  #start(item: UploadItem): void {
    const { id } = item
    const run = new AbortController()
    this.#waiting.delete(id)
    this.#runs.set(id, run)
    this.#store.change(id, { state: 'sending' })
    void this.#run(item, run.signal).finally(() => {
      if (this.#runs.get(id) === run) this.#runs.delete(id)
      this.pump()
    })
  }

  async #run(item: UploadItem, signal: AbortSignal): Promise<void> {
    const { id } = item
    const { client, keeper } = this.#options.getSource()
    const clash = this.#getRule(item)
    try {
      const outcome = await runUpload({
        item,
        file: this.#files.get(id) ?? null,
        clash,
        client,
        getAddress: keeper.getAddress,
        signal,
        onBegun: (uploadId) => !signal.aborted && this.#noteBegun(id, uploadId),
        onSent: (sentBytes) => !signal.aborted && this.#store.change(id, { sentBytes }),
        onAccepted: (sentBytes) => !signal.aborted && this.#noteAccepted(id, sentBytes),
      })
      if (signal.aborted) return
      this.hold.noteSuccess()
      this.#store.change(id, { ...outcome, sentBytes: item.sizeBytes, failure: null })
      this.#release(id)
    } catch (error) {
      // Whoever stopped it has said what becomes of it.
      if (!signal.aborted) this.#afterFailure(id, error, clash)
    }
  }

  /** "skip" is not sent along: a name that is taken comes back here, and is left alone without another word. */
  #getRule({ id, batchId }: UploadItem): ClashRule {
    const rule = this.#rules.get(id) ?? this.#store.getBatch(batchId)?.clash
    return rule && rule !== 'skip' ? rule : 'fail'
  }

  #afterFailure(id: string, error: unknown, clash: ClashRule): void {
    const item = this.#store.get(id)
    if (!item) return
    const step = decideNextStep(error, item.attempts)
    switch (step.kind) {
      case 'hold':
        this.enqueue(id)
        if (this.hold.reason !== null) return
        this.hold.begin(step.reason, item.sizeBytes - item.sentBytes)
        if (step.reason === 'full') this.#stopRuns()
        else this.#options.getSource().keeper.doubt()
        return
      case 'anew':
        this.#store.change(id, { uploadId: null, sentBytes: 0 })
        this.#tryLater(item)
        return
      case 'again':
        this.#tryLater(item)
        return
      case 'ask':
        this.#afterClash(item, error, clash)
        return
      case 'fail':
        this.#store.change(id, { state: 'failed', failure: step.failure })
    }
  }

  #tryLater({ id, attempts }: UploadItem): void {
    this.#store.change(id, { attempts: attempts + 1 })
    setTimeout(
      () => {
        if (this.#store.get(id)?.state === 'sending') this.enqueue(id)
        this.pump()
      },
      getWaitMs(attempts + 1),
    )
  }

  #afterClash(item: UploadItem, error: unknown, clash: ClashRule): void {
    const rule = this.#store.getBatch(item.batchId)?.clash
    if (clash !== 'fail') this.#store.change(item.id, { state: 'failed', failure: toUploadFailure(error) })
    else if (rule) this.applyRule(item, rule)
    else this.#store.change(item.id, { state: 'asks' })
  }

  /** Those that run go back to where they waited, and keep what they sent. */
  #stopRuns(): void {
    const runs = [...this.#runs]
    this.#runs.clear()
    for (const [id, run] of runs) {
      run.abort()
      if (this.#store.get(id)?.state === 'sending') this.enqueue(id)
    }
  }

  #release(id: string): void {
    this.#files.delete(id)
    this.#rules.delete(id)
    this.#notedBytes.delete(id)
  }

  #endOnServer({ uploadId, state }: UploadItem): void {
    if (uploadId && state !== 'done')
      void endUpload(this.#options.getSource().keeper.getAddress, uploadId).catch(() => {})
  }

  #noteBegun(id: string, uploadId: string): void {
    if (this.#store.get(id)?.uploadId === uploadId) return
    this.#store.change(id, { uploadId })
    this.#store.note(id)
  }

  #noteAccepted(id: string, sentBytes: number): void {
    this.hold.noteSuccess()
    this.#store.change(id, { sentBytes, attempts: 0 })
    if (sentBytes - (this.#notedBytes.get(id) ?? 0) < NOTE_EVERY_BYTES) return
    this.#notedBytes.set(id, sentBytes)
    this.#store.note(id)
  }
}
