import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import type { CachedKind, CacheChange, KindDefinition } from './cache.ts'
import { getKubeCase } from './errors.ts'
import { NamespaceIndex } from './namespace-index.ts'
import { SPACE_NAMESPACE, toObjectKey } from './object.ts'
import type { KubeObject } from './object.ts'
import { getKubeClient } from './portal-client.ts'
import { isAsNewAs } from './resource-version.ts'
import { watchList } from './watch.ts'
import type { WatchedList } from './watch.ts'

const WAIT_LIMIT_MS = 1000
const REPEATED_PROBLEM_MS = 300_000
/** Stands for an object outside of all spaces of which something is kept elsewhere. */
const OUTSIDE: unknown = Object.freeze({})

interface Waiter {
  resourceVersion: string
  finish: (isThere: boolean) => void
}

/** A kind that nobody else knows of yet; `watchKind` is how to name one for the whole process. */
export function createCachedKind<T>(definition: KindDefinition<T>): CachedKind<T> {
  const { name, path, query, isNamespaced, outside, isOptional = false } = definition
  const listeners = new Set<(change: CacheChange<T>) => void>()
  const waiters = new Set<Waiter>()
  const report = createProblemReporter(name)
  let index = new NamespaceIndex<T>()
  let watched: WatchedList<T> | undefined
  let isSynced = false

  function toItem(raw: KubeObject): T | null {
    // The watch takes over the version after this; the waiters are asked when it has.
    if (waiters.size > 0) queueMicrotask(wakeWaiters)
    if (isNamespaced && !SPACE_NAMESPACE.test(raw.metadata.namespace ?? '')) {
      return outside?.keep(raw) ? (OUTSIDE as T) : null
    }
    return definition.toItem(raw)
  }

  function handleChange(key: string, item: T | undefined): void {
    const namespace = isNamespaced ? key.slice(0, key.indexOf('/')) : ''
    if (isNamespaced && !SPACE_NAMESPACE.test(namespace)) {
      if (item === undefined) outside?.drop(key)
      return
    }
    const previous = item === undefined ? index.delete(namespace, key) : index.set(namespace, key, item)
    if (waiters.size > 0) queueMicrotask(wakeWaiters)
    const change = { namespace: isNamespaced ? namespace : null, key, item, previous }
    for (const listener of listeners) {
      try {
        listener(change)
      } catch (cause) {
        report(new AppError('INTERNAL', 'A change in the cluster could not be passed on.', { cause }))
      }
    }
  }

  function wakeWaiters(): void {
    const version = watched?.resourceVersion ?? ''
    for (const waiter of waiters) if (isAsNewAs(version, waiter.resourceVersion)) waiter.finish(true)
  }

  function start(): WatchedList<T> {
    watched ??= watchList<T>({
      client: definition.client ?? getKubeClient(),
      path,
      query,
      toItem,
      onChange: handleChange,
      onRelist: () => {
        isSynced = true
        queueMicrotask(wakeWaiters)
      },
      onProblem: report,
    })
    return watched
  }

  return {
    name,
    isOptional,
    list: (namespace) => {
      const { items } = start()
      if (namespace !== undefined) return index.list(namespace)
      return [...items.values()].filter((item) => item !== OUTSIDE)
    },
    get(ref) {
      const item = start().items.get(toObjectKey({ metadata: ref }))
      return item === OUTSIDE ? undefined : item
    },
    get size() {
      return watched?.items.size ?? 0
    },
    get isSynced() {
      return isSynced
    },
    get synced() {
      return start().synced
    },
    get resourceVersion() {
      return start().resourceVersion
    },
    ageMs: () => watched?.ageMs() ?? Infinity,
    waitFor(resourceVersion, timeoutMs = WAIT_LIMIT_MS) {
      if (isAsNewAs(start().resourceVersion, resourceVersion)) return Promise.resolve(true)
      return new Promise((resolve) => {
        const waiter: Waiter = {
          resourceVersion,
          finish(isThere) {
            clearTimeout(timer)
            waiters.delete(waiter)
            resolve(isThere)
          },
        }
        const timer = setTimeout(() => waiter.finish(false), timeoutMs)
        waiters.add(waiter)
      })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start: () => void start(),
    stop() {
      watched?.stop()
      watched = undefined
      isSynced = false
      index = new NamespaceIndex()
      for (const waiter of waiters) waiter.finish(false)
    },
  }
}

/** Logs a problem once, then every few minutes while it lasts: a watch that comes back tries every few seconds. */
function createProblemReporter(kind: string): (problem: AppError) => void {
  const reportedAt = new Map<string, number>()
  return (problem) => {
    const { key } = problem.details
    const problemKey = `${getKubeCase(problem) ?? problem.code} ${typeof key === 'string' ? key : ''}`
    const now = performance.now()
    if (now - (reportedAt.get(problemKey) ?? -Infinity) < REPEATED_PROBLEM_MS) return
    // Broken objects are announced once each by the watch; forgetting them all is better than keeping each name.
    if (reportedAt.size > 100) reportedAt.clear()
    reportedAt.set(problemKey, now)
    log.warn({ kind, error: problem }, 'A watch has a problem and goes on')
  }
}
