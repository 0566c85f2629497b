import type { ClashRule } from '#lib/files/protocol/requests.ts'
import type { FilePlace } from '../file-place.tsx'
import { matchFiles } from './match-files.ts'
import type { Picked, PickedItem } from './picked-items.ts'
import { runUpload } from './run-upload.ts'
import { endUpload } from './send-file.ts'
import { decideNextStep, getWaitMs, toUploadFailure } from './upload-failure.ts'
import { UploadHold } from './upload-hold.ts'
import { isOver, isUnderWay, type UploadItem } from './upload-item.ts'
import { planUploads } from './upload-plan.ts'
import { UploadRate } from './upload-rate.ts'
import { UploadStore } from './upload-store.ts'
import { buildUploadView, type UploadView } from './upload-view.ts'

/** A browser has six connections to one address; one stays free for everything else. */
const PARALLEL = 5
const TELL_MS = 200
const NOTE_EVERY_BYTES = 32 * 1024 ** 2

export type UploadSource = Pick<FilePlace, 'space' | 'volume' | 'label' | 'client' | 'keeper' | 'userUid' | 'volumeUid'>

/** The uploads onto one volume; lives as long as the tab, whichever page is open. */
export class UploadQueue {
  readonly #store: UploadStore
  readonly #files = new Map<string, File>()
  readonly #rules = new Map<string, ClashRule>()
  readonly #runs = new Map<string, AbortController>()
  readonly #waiting = new Set<string>()
  readonly #notedBytes = new Map<string, number>()
  readonly #listeners = new Set<() => void>()
  readonly #rate = new UploadRate()
  readonly #hold: UploadHold
  #source: UploadSource
  #isPaused = false
  #tellTimer: ReturnType<typeof setTimeout> | undefined
  #restored: Promise<void> | null = null
  #view: UploadView

  constructor(source: UploadSource) {
    this.#source = source
    this.#store = new UploadStore(toOwner(source), () => this.#tell())
    this.#hold = new UploadHold({
      getFreeBytes: async () => (await this.#source.client.usage()).freeBytes,
      onChange: () => this.#pump(),
    })
    this.#view = this.#buildView()
  }

  get source(): UploadSource {
    return this.#source
  }

  /** A page that was opened later has its own, newer way to the file server. */
  setSource(source: UploadSource): void {
    this.#source.keeper.setIsNeeded(false)
    this.#source = source
    this.#tell()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly getView = (): UploadView => this.#view

  /** Whether anything is still to be sent, or waits for an answer. */
  hasWork(): boolean {
    return this.#store.list().some(isUnderWay)
  }

  add(picked: Picked, targetPath: string): void {
    const plan = planUploads(picked.items, targetPath)
    const { id: batchId } = this.#store.createBatch(picked.handles)
    const earlier = new Map(this.#store.list('needs-file').map((item) => [toFactsKey(item), item.id]))
    for (const { path, names } of plan.folders) {
      this.#append({ batchId, kind: 'folder', path, names, sizeBytes: 0, changedAtMs: null })
    }
    for (const { path, names, file, problem } of plan.files) {
      const facts = { path, sizeBytes: file?.size ?? 0, changedAtMs: file?.lastModified ?? null }
      const known = file && earlier.get(toFactsKey(facts))
      if (known) this.#provide(known, file)
      else if (file && !problem) this.#append({ batchId, kind: 'file', names, ...facts }, file)
      else {
        const failure = { code: problem ?? 'UNREADABLE', raw: null, requestId: null }
        this.#store.append({ batchId, kind: 'file', names, ...facts }, { state: 'failed', failure })
      }
    }
    this.#pump()
  }

  /** What an earlier visit left; once per tab. */
  restore(): Promise<void> {
    this.#restored ??= this.#restore()
    return this.#restored
  }

  /** Files that somebody chose again for the uploads that wait for them. Returns for how many. */
  provide(picked: readonly PickedItem[]): number {
    const found = matchFiles(this.#store.list('needs-file'), picked)
    for (const [id, file] of found) this.#provide(id, file)
    this.#pump()
    return found.size
  }

  /** Opens what was dropped once more; may make the browser ask, so it is called when something was pressed. */
  async reopen({ mayAsk }: { mayAsk: boolean }): Promise<void> {
    const wanting = this.#store.list('needs-file')
    for (const { id, handles } of this.#store.listBatches()) {
      const wanted = wanting.filter(({ batchId }) => batchId === id).map(({ names }) => names)
      if (wanted.length === 0 || handles.length === 0) continue
      const { openHandles } = await import('./open-handles.ts')
      this.provide(await openHandles(handles, { wanted, mayAsk }))
    }
  }

  pauseAll(): void {
    this.#isPaused = true
    this.#stopRuns()
    this.#tell()
  }

  resumeAll(): void {
    this.#isPaused = false
    for (const { id } of this.#store.list('paused')) this.#enqueue(id)
    this.#hold.end()
  }

  pause(id: string): void {
    const state = this.#store.get(id)?.state
    if (state !== 'waiting' && state !== 'sending') return
    this.#waiting.delete(id)
    this.#store.change(id, { state: 'paused' })
    this.#runs.get(id)?.abort()
  }

  resume(id: string): void {
    if (this.#store.get(id)?.state === 'paused') this.#enqueue(id)
    this.#pump()
  }

  retry(ids: readonly string[]): void {
    for (const id of ids) {
      const item = this.#store.get(id)
      if (item?.state !== 'failed') continue
      this.#store.change(id, { failure: null, attempts: 0 })
      if (item.kind === 'file' && !this.#files.has(id)) this.#store.change(id, { state: 'needs-file' })
      else this.#enqueue(id)
    }
    this.#pump()
  }

  retryFailed(): void {
    this.retry(this.#store.list('failed').map(({ id }) => id))
  }

  /** What is on the volume already stays there. */
  cancel(ids: readonly string[]): void {
    for (const id of ids) {
      const item = this.#store.get(id)
      if (!item || item.state === 'done') continue
      this.#drop(item)
      this.#store.delete(id)
    }
    this.#pump()
  }

  cancelAll(): void {
    this.#isPaused = false
    this.cancel(this.#store.list().flatMap((item) => (isOver(item) ? [] : [item.id])))
    this.#hold.end()
  }

  /** Takes what is over from the list. */
  clear(): void {
    for (const item of this.#store.list()) if (isOver(item)) this.#store.delete(item.id)
  }

  /** `isForAll`: also for what was added together with it and meets a taken name later. */
  answerClash(id: string, rule: ClashRule, { isForAll }: { isForAll: boolean }): void {
    const item = this.#store.get(id)
    if (!item) return
    if (isForAll) this.#store.setClash(item.batchId, rule)
    const others = isForAll ? this.#store.listBatch(item.batchId).filter(({ state }) => state === 'asks') : []
    for (const one of new Set([item, ...others])) this.#applyRule(one, rule)
    this.#pump()
  }

  /** Goes on at once instead of when it would try again by itself. */
  readonly tryNow = (): void => {
    if (this.#hold.reason === null) return
    this.#source.keeper.doubt()
    this.#hold.end()
  }

  #pump(): void {
    if (!this.#isPaused && this.#hold.reason === null) {
      for (const id of this.#waiting) {
        if (this.#runs.size >= PARALLEL) break
        const item = this.#store.get(id)
        if (item) this.#start(item)
        else this.#waiting.delete(id)
      }
    }
    this.#tell()
  }

  #start(item: UploadItem): void {
    const { id } = item
    const run = new AbortController()
    this.#waiting.delete(id)
    this.#runs.set(id, run)
    this.#store.change(id, { state: 'sending' })
    void this.#run(item, run.signal).finally(() => {
      if (this.#runs.get(id) === run) this.#runs.delete(id)
      this.#pump()
    })
  }

  async #run(item: UploadItem, signal: AbortSignal): Promise<void> {
    const { id } = item
    const { client, keeper } = this.#source
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
      this.#hold.noteSuccess()
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
        this.#enqueue(id)
        if (this.#hold.reason !== null) return
        this.#hold.begin(step.reason, item.sizeBytes - item.sentBytes)
        if (step.reason === 'full') this.#stopRuns()
        else this.#source.keeper.doubt()
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
        if (this.#store.get(id)?.state === 'sending') this.#enqueue(id)
        this.#pump()
      },
      getWaitMs(attempts + 1),
    )
  }

  #afterClash(item: UploadItem, error: unknown, clash: ClashRule): void {
    const rule = this.#store.getBatch(item.batchId)?.clash
    if (clash !== 'fail') this.#store.change(item.id, { state: 'failed', failure: toUploadFailure(error) })
    else if (rule) this.#applyRule(item, rule)
    else this.#store.change(item.id, { state: 'asks' })
  }

  #applyRule(item: UploadItem, rule: ClashRule): void {
    if (rule === 'skip') {
      this.#drop(item)
      this.#store.change(item.id, { state: 'skipped' })
      return
    }
    this.#rules.set(item.id, rule)
    this.#store.change(item.id, { attempts: 0 })
    this.#enqueue(item.id)
  }

  /** Those that run go back to where they waited, and keep what they sent. */
  #stopRuns(): void {
    const runs = [...this.#runs]
    this.#runs.clear()
    for (const [id, run] of runs) {
      run.abort()
      if (this.#store.get(id)?.state === 'sending') this.#enqueue(id)
    }
  }

  #drop(item: UploadItem): void {
    this.#waiting.delete(item.id)
    this.#runs.get(item.id)?.abort()
    this.#endOnServer(item)
    this.#release(item.id)
  }

  #release(id: string): void {
    this.#files.delete(id)
    this.#rules.delete(id)
    this.#notedBytes.delete(id)
  }

  #endOnServer({ uploadId, state }: UploadItem): void {
    if (uploadId && state !== 'done') void endUpload(this.#source.keeper.getAddress, uploadId).catch(() => {})
  }

  #append(upload: Parameters<UploadStore['append']>[0], file?: File): void {
    const { id } = this.#store.append(upload)
    if (file) this.#files.set(id, file)
    this.#waiting.add(id)
  }

  #provide(id: string, file: File): void {
    this.#files.set(id, file)
    this.#enqueue(id)
  }

  #enqueue(id: string): void {
    this.#store.change(id, { state: 'waiting' })
    this.#waiting.add(id)
  }

  #noteBegun(id: string, uploadId: string): void {
    if (this.#store.get(id)?.uploadId === uploadId) return
    this.#store.change(id, { uploadId })
    this.#store.note(id)
  }

  #noteAccepted(id: string, sentBytes: number): void {
    this.#hold.noteSuccess()
    this.#store.change(id, { sentBytes, attempts: 0 })
    if (sentBytes - (this.#notedBytes.get(id) ?? 0) < NOTE_EVERY_BYTES) return
    this.#notedBytes.set(id, sentBytes)
    this.#store.note(id)
  }

  async #restore(): Promise<void> {
    for (const { id, state } of await this.#store.restore()) if (state === 'waiting') this.#waiting.add(id)
    await this.reopen({ mayAsk: false })
    this.#pump()
  }

  /** Thousands of changes a second are shown a few times a second. */
  #tell(): void {
    if (this.#tellTimer !== undefined) return
    this.#tellTimer = setTimeout(() => {
      this.#tellTimer = undefined
      // Also while nobody looks at the page.
      this.#source.keeper.setIsNeeded(!this.#isPaused && this.#runs.size + this.#waiting.size > 0)
      this.#view = this.#buildView()
      for (const listener of this.#listeners) listener()
    }, TELL_MS)
  }

  #buildView(): UploadView {
    const reopenable = new Set(this.#store.listBatches().flatMap(({ id, handles }) => (handles.length > 0 ? [id] : [])))
    const state = { isPaused: this.#isPaused, hold: this.#hold.reason, reopenable, nowMs: Date.now() }
    return buildUploadView(this.#store.list(), this.#rate, state)
  }
}

function toFactsKey({ path, sizeBytes, changedAtMs }: Pick<UploadItem, 'path' | 'sizeBytes' | 'changedAtMs'>): string {
  return `${path} ${sizeBytes} ${changedAtMs}`
}

/** Under which unfinished uploads are kept. */
export function toOwner({ userUid, volumeUid }: Pick<UploadSource, 'userUid' | 'volumeUid'>): string {
  return `${userUid} ${volumeUid}`
}
