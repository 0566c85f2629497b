import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#lib/errors.ts'
import type { KubeClient, KubeQuery } from './client.ts'
import { getKubeCase } from './errors.ts'
import { LineSplitter } from './line-splitter.ts'
import { collectList } from './list.ts'
import { toNetworkError } from './network-errors.ts'
import type { KubeObject } from './object.ts'
import { keepPulse, SILENT_MS } from './pulse.ts'
import { parseWatchEvent } from './watch-event.ts'
import { WatchedItems } from './watched-items.ts'

export interface WatchedList<T> {
  /** By "namespace/name" or "name"; a live view, exactly what `toItem` returned. */
  readonly items: ReadonlyMap<string, T>
  /** Resolves when the first list is complete; rejects only when stopped before that. */
  readonly synced: Promise<void>
  /** The newest version seen; empty before the first list. */
  readonly resourceVersion: string
  /**
   * How long ago the items were last known to be current: 0 while a watch is open and the server answers (that it
   * hangs is noticed within 15 s, a dead connection within about 20 s), Infinity before the first list.
   */
  ageMs(): number
  stop(): void
}

export interface WatchOptions<T> {
  client: KubeClient
  /** As in /api/v1/pods. */
  path: string
  /** labelSelector, fieldSelector. */
  query?: KubeQuery
  /** Null leaves the object out. One that makes it throw is left out too and reported once. */
  toItem: (raw: KubeObject) => T | null
  /** Undefined: gone. An object deleted and made again while the connection was lost is one change. */
  onChange?: (key: string, item: T | undefined) => void
  /** After each complete list, the first included, when its changes have been announced. */
  onRelist?: () => void
  /** The watch goes on after every problem. */
  onProblem?: (problem: AppError) => void
  pageSize?: number
  /** How long to wait after so many failures in a row, counted from 0. */
  backoffMs?: (failures: number) => number
  /** A watch silent for this long is given up, and the list is read again. */
  idleTimeoutMs?: number
  /** After this long without any answer of the server, an open watch proves nothing. */
  silentMs?: number
  pulseIntervalMs?: number
}

// Bookmarks come every minute: https://kubernetes.io/docs/reference/using-api/api-concepts/#watch-bookmarks
const IDLE_TIMEOUT_MS = 90_000
const BACKOFF_FIRST_MS = 250
// Well under the 30 s after which a list counts as old.
const BACKOFF_LIMIT_MS = 10_000
const WATCH_SECONDS_MIN = 300
const WATCH_SECONDS_SPREAD = 300

/** Half to all of a delay that doubles, so that many watchers do not come back at the same moment. */
function getBackoffMs(failures: number): number {
  const delayMs = Math.min(BACKOFF_FIRST_MS * 2 ** failures, BACKOFF_LIMIT_MS)
  return delayMs * (0.5 + Math.random() / 2)
}

/** Keeps a list up to date until stopped. Nothing stops it otherwise: it backs off and comes back. */
export function watchList<T>(options: WatchOptions<T>): WatchedList<T> {
  const { client, path, query, backoffMs = getBackoffMs, idleTimeoutMs = IDLE_TIMEOUT_MS } = options
  const { silentMs = SILENT_MS } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const synced = Promise.withResolvers<void>()
  // Whoever waits sees the rejection; nobody has to wait.
  synced.promise.catch(() => {})

  let resourceVersion = ''
  let mustRelist = true
  let isOpen = false
  let lastProofAtMs = -Infinity
  let failures = 0

  function report(problem: AppError): void {
    try {
      options.onProblem?.(problem)
    } catch {
      // There is nobody left to tell.
    }
  }

  function callOut(call: () => void): void {
    if (signal.aborted) return
    try {
      call()
    } catch (cause) {
      report(new AppError('INTERNAL', 'A change in the cluster could not be handled.', { cause }))
    }
  }

  const store = new WatchedItems<T>({
    toItem: options.toItem,
    onChange: (key, item) => callOut(() => options.onChange?.(key, item)),
    onProblem: report,
  })

  async function relist(): Promise<void> {
    const startedAt = performance.now()
    const list = await collectList({
      client,
      path,
      query,
      pageSize: options.pageSize,
      signal,
      take: (raw) => store.toEntry(raw),
    })
    store.replaceAll(list.items)
    resourceVersion = list.resourceVersion
    mustRelist = false
    lastProofAtMs = startedAt
    callOut(() => options.onRelist?.())
    synced.resolve()
  }

  function handleLine(line: string): void {
    const event = parseWatchEvent(line)
    if (event.type === 'DELETED') store.delete(event.object)
    else if (event.type === 'CHANGED') store.set(store.toEntry(event.object))
    resourceVersion = event.resourceVersion
    failures = 0
  }

  /** Follows the list until the server ends it; true when it said anything. Throws when the connection is lost. */
  async function follow(): Promise<boolean> {
    const timeoutSeconds = WATCH_SECONDS_MIN + Math.floor(Math.random() * WATCH_SECONDS_SPREAD)
    const stream = await client.stream({
      path,
      query: { ...query, watch: true, allowWatchBookmarks: true, resourceVersion, timeoutSeconds },
      signal,
    })
    let hasSpoken = false
    let isIdle = false
    const idleTimer = setTimeout(() => {
      isIdle = true
      stream.destroy()
    }, idleTimeoutMs)
    const splitter = new LineSplitter()
    isOpen = true
    lastProofAtMs = performance.now()
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        idleTimer.refresh()
        lastProofAtMs = performance.now()
        for (const line of splitter.push(chunk)) {
          handleLine(line)
          hasSpoken = true
          if (signal.aborted) return true
        }
      }
    } catch (error) {
      if (!isIdle) throw error
    } finally {
      // What was current until now is not older for being followed anew: servers end a quiet watch as a matter of course.
      lastProofAtMs = performance.now() - getAgeMs()
      isOpen = false
      clearTimeout(idleTimer)
    }
    return hasSpoken
  }

  /** True when the next attempt has to wait. */
  function handleFailure(problem: AppError): boolean {
    const kubeCase = getKubeCase(problem)
    const isExpired = kubeCase === 'expired'
    // After an unreadable line something may have been missed; a version ahead of the server's is as good as lost.
    if (isExpired || kubeCase === 'unreadable' || kubeCase === 'version-ahead') mustRelist = true
    // A version that grew too old is ordinary, unless listing again did not help.
    if (isExpired && failures === 0) return false
    report(problem)
    return true
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      let needsPause: boolean
      try {
        if (mustRelist) await relist()
        needsPause = !(await follow())
        // Without even a bookmark the server may be waiting for a version it will never reach (a restored etcd).
        mustRelist = needsPause
      } catch (error) {
        if (signal.aborted) return
        needsPause = handleFailure(toNetworkError(error))
        if (!needsPause) failures += 1
      }
      if (needsPause) {
        await sleep(backoffMs(failures), undefined, { signal }).catch(() => {})
        failures += 1
      }
    }
  }

  /** 0 while the watch is open and the server is known to live. */
  function getAgeMs(): number {
    if (!isOpen) return performance.now() - lastProofAtMs
    const quietMs = performance.now() - Math.max(lastProofAtMs, pulse.lastAnswerAtMs)
    return quietMs <= silentMs ? 0 : quietMs
  }

  const pulse = keepPulse(client, options.pulseIntervalMs)
  void run()

  return {
    items: store.items,
    synced: synced.promise,
    get resourceVersion() {
      return resourceVersion
    },
    ageMs: getAgeMs,
    stop() {
      if (!signal.aborted) pulse.release()
      stopping.abort()
      synced.reject(new AppError('UNAVAILABLE', 'The watch was stopped before it had read its list.'))
    },
  }
}
