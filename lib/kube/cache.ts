import { createCachedKind } from './cached-kind.ts'
import type { KubeClient, KubeQuery } from './client.ts'
import type { KubeObject } from './object.ts'

export interface CacheChange<T> {
  namespace: string | null
  /** "namespace/name", or "name" for kinds without a namespace. */
  key: string
  /** Undefined: gone. */
  item: T | undefined
  previous: T | undefined
}

/** All objects of one kind, kept up to date by one watch per process. Reading starts it; `subscribe` does not. */
export interface CachedKind<T> {
  /** Also the label in metrics and in events. */
  readonly name: string
  readonly isOptional: boolean
  /** A new array; without a namespace, everything. */
  list(namespace?: string): T[]
  get(key: { namespace?: string; name: string }): T | undefined
  readonly size: number
  /** False until the first list is complete: until then nothing is known, not even that something is missing. */
  readonly isSynced: boolean
  readonly synced: Promise<void>
  readonly resourceVersion: string
  /** How long ago the items were last known to be current: 0 while the server answers, Infinity before the first list. */
  ageMs(): number
  /** True when the cache is as new as this version, which it waits for; false after `timeoutMs` (1 s when left out). */
  waitFor(resourceVersion: string, timeoutMs?: number): Promise<boolean>
  /** Called after the change is in the cache, for the first list too. Fit for module scope. Returns how to end that. */
  subscribe(listener: (change: CacheChange<T>) => void): () => void
  start(): void
  stop(): void
}

export interface KindDefinition<T> {
  name: string
  /** For all namespaces, as in /api/v1/pods. */
  path: string
  isNamespaced: boolean
  /** Keeps only what is shown or decided upon: the raw object is dropped. Null leaves it out. */
  toItem: (raw: KubeObject) => T | null
  query?: KubeQuery
  /**
   * For the few things that have to be known of objects outside of all spaces too: `keep` is called for each of them and
   * says whether it wants to be told, by `drop`, when the object is gone. They are in no list and announced to nobody.
   */
  outside?: { keep: (raw: KubeObject) => boolean; drop: (key: string) => void }
  /** The portal works without it: it counts neither for readiness nor for the age of what is shown. */
  isOptional?: boolean
  /** The portal's own when left out. */
  client?: KubeClient
}

// Next.js may load this file more than once per process; each kind is watched once all the same.
const shared = globalThis as typeof globalThis & { moorageCache?: CacheState }
shared.moorageCache ??= { kinds: new Map(), isStarted: false }
const state = shared.moorageCache

interface CacheState {
  kinds: Map<string, CachedKind<unknown>>
  isStarted: boolean
}

/**
 * Names a kind to be cached. A second definition of the same name is the same kind: the first one counts.
 * Namespaced objects outside the spaces' namespaces are dropped at the door.
 */
export function watchKind<T>(definition: KindDefinition<T>): CachedKind<T> {
  const known = state.kinds.get(definition.name)
  if (known) return known as CachedKind<T>
  const kind = createCachedKind(definition)
  state.kinds.set(definition.name, kind)
  if (state.isStarted) kind.start()
  return kind
}

export function listCachedKinds(): CachedKind<unknown>[] {
  return [...state.kinds.values()]
}

/** Starts all kinds, those last that nobody waits for, and from now on each as soon as it is named. */
export function startCachedKinds(): void {
  state.isStarted = true
  const needed = listCachedKinds().filter(({ isOptional }) => !isOptional)
  for (const kind of needed) kind.start()
  const startRest = () => {
    for (const kind of listCachedKinds()) kind.start()
  }
  // Rejected: it was stopped before that.
  void Promise.all(needed.map(({ synced }) => synced)).then(startRest, () => {})
}

/** The age of the oldest kind that the portal cannot do without; Infinity until each has been read once. */
export function getCacheAgeMs(): number {
  return Math.max(0, ...listCachedKinds().map((kind) => (kind.isOptional ? 0 : kind.ageMs())))
}
