import { setTimeout as sleep } from 'node:timers/promises'
import { podsKind } from '#lib/storage/operations-cache.ts'
import type { ServerJob, ServerPod } from './objects-servers.ts'
import { isReached } from './operations-call.ts'
import { findServerPod, serverJobsKind } from './operations-cache.ts'

const POLL_MS = 40
const SLOW_POLL_MS = 500
const QUICK_FOR_MS = 10_000
const GIVE_UP_MS = 120_000

interface ReadyState {
  /** When a start of a server was first reached, by its job and container. */
  readyAt: Map<string, string>
  polling: Set<string>
  listeners: Set<(namespace: string) => void>
}

// Next.js may load this file more than once per process.
const shared = globalThis as typeof globalThis & { moorageFilesReady?: ReadyState }
shared.moorageFilesReady ??= { readyAt: new Map(), polling: new Set(), listeners: new Set() }
const state = shared.moorageFilesReady

function toKey(job: Pick<ServerJob, 'uid'>, pod: ServerPod): string {
  return `${job.uid} ${pod.uid} ${pod.restarts}`
}

/** When this start of the server was first reached; null while it was not. Begins to look, if nobody does. */
export function getReadyAt(job: ServerJob): string | null {
  const pod = findServerPod(job)
  const known = pod && state.readyAt.get(toKey(job, pod))
  if (known) return known
  void follow(job)
  return null
}

/** Called for whatever changes what is known of the file servers of a namespace. Returns how to end that. */
export function onServerChange(listener: (namespace: string) => void): () => void {
  const announce = ({ namespace }: { namespace: string | null }) => namespace !== null && listener(namespace)
  const ends = [
    serverJobsKind.subscribe(announce),
    podsKind.subscribe((change) => (change.item ?? change.previous)?.isFileServer && announce(change)),
  ]
  state.listeners.add(listener)
  return () => {
    for (const end of ends) end()
    state.listeners.delete(listener)
  }
}

/** Asks the server itself, by the way that browsers take, and again quickly: nothing else tells the right moment. */
async function follow(job: ServerJob): Promise<void> {
  if (state.polling.has(job.uid)) return
  state.polling.add(job.uid)
  const startedAt = performance.now()
  try {
    for (;;) {
      const ageMs = performance.now() - startedAt
      const current = serverJobsKind.get(job)
      // The cache may not have heard yet of a Job that was made a moment ago.
      const isGone = current ? current.uid !== job.uid || current.isFinished : ageMs > QUICK_FOR_MS
      if (isGone || ageMs > GIVE_UP_MS) return
      const pod = findServerPod(job)
      if (pod?.runningSince && (await isReached(job))) {
        remember(toKey(job, pod))
        for (const listener of state.listeners) listener(job.namespace)
        return
      }
      await sleep(ageMs < QUICK_FOR_MS ? POLL_MS : SLOW_POLL_MS)
    }
  } finally {
    state.polling.delete(job.uid)
  }
}

const REMEMBERED_MAX = 10_000

function remember(key: string): void {
  if (state.readyAt.size >= REMEMBERED_MAX) {
    const [oldest] = state.readyAt.keys()
    if (oldest !== undefined) state.readyAt.delete(oldest)
  }
  state.readyAt.set(key, new Date().toISOString())
}
