import { AppError } from '#lib/errors.ts'
import { toObjectKey } from './object.ts'
import type { KubeObject } from './object.ts'

export interface WatchedItemsOptions<T> {
  toItem: (raw: KubeObject) => T | null
  onChange: (key: string, item: T | undefined) => void
  onProblem: (problem: AppError) => void
}

export interface Entry<T> {
  key: string
  version: string
  /** Undefined: not wanted, or it could not be read. */
  item: T | undefined
}

/** The objects of one watched list: exactly what `toItem` made of them, and which version of each. */
export class WatchedItems<T> {
  readonly items = new Map<string, T>()
  private readonly versions = new Map<string, string>()
  private readonly unreadable = new Set<string>()
  private readonly options: WatchedItemsOptions<T>

  constructor(options: WatchedItemsOptions<T>) {
    this.options = options
  }

  /** Reads an object without storing it; an object whose version is known already is not read again. */
  toEntry(raw: KubeObject): Entry<T> {
    const key = toObjectKey(raw)
    const version = raw.metadata.resourceVersion ?? ''
    if (version !== '' && this.versions.get(key) === version) return { key, version, item: this.items.get(key) }
    try {
      const item = this.options.toItem(raw) ?? undefined
      this.unreadable.delete(key)
      return { key, version, item }
    } catch (cause) {
      this.reportUnreadable(key, raw.kind, cause)
      return { key, version, item: undefined }
    }
  }

  set({ key, version, item }: Entry<T>): void {
    if (item === undefined) return this.drop(key)
    if (version !== '' && this.versions.get(key) === version) return
    this.items.set(key, item)
    this.versions.set(key, version)
    this.options.onChange(key, item)
  }

  delete(raw: KubeObject): void {
    const key = toObjectKey(raw)
    this.unreadable.delete(key)
    this.drop(key)
  }

  /** Makes the entries the whole truth; only what differs is announced, deletions first. */
  replaceAll(entries: Entry<T>[]): void {
    const keys = new Set(entries.map((entry) => entry.key))
    for (const key of this.items.keys()) if (!keys.has(key)) this.drop(key)
    for (const key of this.unreadable) if (!keys.has(key)) this.unreadable.delete(key)
    for (const entry of entries) this.set(entry)
  }

  private drop(key: string): void {
    this.versions.delete(key)
    if (this.items.delete(key)) this.options.onChange(key, undefined)
  }

  // Once per object: a broken one changes again and again, and would fill the log.
  private reportUnreadable(key: string, kind: string, cause: unknown): void {
    if (this.unreadable.has(key)) return
    this.unreadable.add(key)
    const sentence = `The ${kind} ${key} cannot be read and is left out.`
    this.options.onProblem(new AppError('INTERNAL', sentence, { cause, details: { kubeCase: 'unreadable', key } }))
  }
}
