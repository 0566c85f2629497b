import type { ClashRule } from '#lib/files/protocol/requests.ts'
import { matchFiles } from './match-files.ts'
import type { Picked, PickedItem } from './picked-items.ts'
import { isOver, isUnderWay, type NewUpload, type UploadItem } from './upload-item.ts'
import { planUploads } from './upload-plan.ts'
import { UploadRate } from './upload-rate.ts'
import { UploadRunner } from './upload-runner.ts'
import { toOwner, type UploadSource } from './upload-source.ts'
import { UploadStore } from './upload-store.ts'
import { buildUploadView, type UploadView } from './upload-view.ts'

const TELL_MS = 200

/** The uploads onto one volume; lives as long as the tab, whichever page is open. */
export class UploadQueue {
  readonly #store: UploadStore
  readonly #listeners = new Set<() => void>()
  readonly #rate = new UploadRate()
  readonly #runner: UploadRunner
  #source: UploadSource
  #tellTimer: ReturnType<typeof setTimeout> | undefined
  #restored: Promise<void> | null = null
  #view: UploadView

  constructor(source: UploadSource) {
    this.#source = source
    this.#store = new UploadStore(toOwner(source), () => this.#tell())
    this.#runner = new UploadRunner({
      store: this.#store,
      getSource: () => this.#source,
      onChange: () => this.#tell(),
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
      if (known) this.#runner.enqueue(known, file)
      else if (file && !problem) this.#append({ batchId, kind: 'file', names, ...facts }, file)
      else {
        const failure = { code: problem ?? 'UNREADABLE', raw: null, requestId: null }
        this.#store.append({ batchId, kind: 'file', names, ...facts }, { state: 'failed', failure })
      }
    }
    this.#runner.pump()
  }

  /** What an earlier visit left; once per tab. */
  restore(): Promise<void> {
    this.#restored ??= this.#restore()
    return this.#restored
  }

  /** Files that somebody chose again for the uploads that wait for them. Returns for how many. */
  provide(picked: readonly PickedItem[]): number {
    const found = matchFiles(this.#store.list('needs-file'), picked)
    for (const [id, file] of found) this.#runner.enqueue(id, file)
    this.#runner.pump()
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
    this.#runner.pauseAll()
    this.#tell()
  }

  resumeAll(): void {
    this.#runner.endPause()
    for (const { id } of this.#store.list('paused')) this.#runner.enqueue(id)
    this.#runner.hold.end()
  }

  pause(id: string): void {
    const state = this.#store.get(id)?.state
    if (state !== 'waiting' && state !== 'sending') return
    this.#runner.pause(id)
  }

  resume(id: string): void {
    if (this.#store.get(id)?.state === 'paused') this.#runner.enqueue(id)
    this.#runner.pump()
  }

  retry(ids: readonly string[]): void {
    for (const id of ids) {
      const item = this.#store.get(id)
      if (item?.state !== 'failed') continue
      this.#store.change(id, { failure: null, attempts: 0 })
      if (item.kind === 'file' && !this.#runner.hasFile(id)) this.#store.change(id, { state: 'needs-file' })
      else this.#runner.enqueue(id)
    }
    this.#runner.pump()
  }

  retryFailed(): void {
    this.retry(this.#store.list('failed').map(({ id }) => id))
  }

  /** What is on the volume already stays there. */
  cancel(ids: readonly string[]): void {
    for (const id of ids) {
      const item = this.#store.get(id)
      if (!item || item.state === 'done') continue
      this.#runner.drop(item)
      this.#store.delete(id)
    }
    this.#runner.pump()
  }

  cancelAll(): void {
    this.#runner.endPause()
    this.cancel(this.#store.list().flatMap((item) => (isOver(item) ? [] : [item.id])))
    this.#runner.hold.end()
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
    for (const one of new Set([item, ...others])) this.#runner.applyRule(one, rule)
    this.#runner.pump()
  }

  /** Goes on at once instead of when it would try again by itself. */
  readonly tryNow = (): void => {
    if (this.#runner.hold.reason === null) return
    this.#source.keeper.doubt()
    this.#runner.hold.end()
  }

  #append(upload: NewUpload, file?: File): void {
    this.#runner.enqueue(this.#store.append(upload).id, file)
  }

  async #restore(): Promise<void> {
    for (const { id, state } of await this.#store.restore()) if (state === 'waiting') this.#runner.enqueue(id)
    await this.reopen({ mayAsk: false })
    this.#runner.pump()
  }

  /** Thousands of changes a second are shown a few times a second. */
  #tell(): void {
    if (this.#tellTimer !== undefined) return
    this.#tellTimer = setTimeout(() => {
      this.#tellTimer = undefined
      // Also while nobody looks at the page.
      this.#source.keeper.setIsNeeded(!this.#runner.isPaused && this.#runner.hasWork)
      this.#view = this.#buildView()
      for (const listener of this.#listeners) listener()
    }, TELL_MS)
  }

  #buildView(): UploadView {
    const reopenable = new Set(this.#store.listBatches().flatMap(({ id, handles }) => (handles.length > 0 ? [id] : [])))
    const state = { isPaused: this.#runner.isPaused, hold: this.#runner.hold.reason, reopenable, nowMs: Date.now() }
    return buildUploadView(this.#store.list(), this.#rate, state)
  }
}

function toFactsKey({ path, sizeBytes, changedAtMs }: Pick<UploadItem, 'path' | 'sizeBytes' | 'changedAtMs'>): string {
  return `${path} ${sizeBytes} ${changedAtMs}`
}
