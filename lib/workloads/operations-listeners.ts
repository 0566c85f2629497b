import { podsKind } from '#lib/storage/operations-cache.ts'
import { isTrue } from './objects-facts.ts'
import type { Listener } from './objects-listeners.ts'
import type { PodFacts } from './objects-pods.ts'

interface Kept {
  /** What was seen counts for this run of the pod's programs only. */
  run: string
  /** Null: nobody could look. */
  listeners: readonly Listener[] | null
  atMs: number
}

const KEPT_MAX = 2000

// Next.js may load this file more than once per process.
const shared = globalThis as typeof globalThis & { moorageListeners?: Map<string, Kept> }

/** By the pod's uid, the oldest first; forgotten with the pod. */
const kept = (shared.moorageListeners ??= begin())

function begin(): Map<string, Kept> {
  podsKind.subscribe(({ item, previous }) => {
    if (previous && previous.facts.uid !== item?.facts.uid) kept.delete(previous.facts.uid)
  })
  return new Map()
}

/** Differs after each start, and when the pod becomes ready: what refused before that refuses no more. */
function toRun({ statuses, conditions }: PodFacts): string {
  const ids = statuses.map(({ containerId }) => containerId ?? '')
  return [isTrue(conditions, 'Ready') ? 'ready' : 'not ready', ...ids].join(' ')
}

/** What is known of these pods, by uid. */
export function readListeners(pods: readonly PodFacts[]): Map<string, readonly Listener[]> {
  if (kept.size === 0) return new Map()
  return new Map(
    pods.flatMap((pod) => {
      const known = kept.get(pod.uid)
      return known?.listeners && known.run === toRun(pod) ? [[pod.uid, known.listeners] as const] : []
    }),
  )
}

/** When somebody last looked into a pod, or tried to; null when nobody did. */
export function getLookedAtMs(podUid: string): number | null {
  return kept.get(podUid)?.atMs ?? null
}

/** Remembers what was seen in a pod. Returns whether it is news; a look that failed takes away nothing. */
export function keepListeners(pod: PodFacts, listeners: readonly Listener[] | null): boolean {
  const run = toRun(pod)
  const current = podsKind.get({ namespace: pod.namespace, name: pod.name })?.facts
  if (current?.uid !== pod.uid) return false
  const before = kept.get(pod.uid)
  const known = before?.run === run ? before.listeners : null
  const next = listeners ?? known
  kept.delete(pod.uid)
  kept.set(pod.uid, { run, listeners: next, atMs: performance.now() })
  const [oldest] = kept.keys()
  if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest)
  return toRun(current) === run && JSON.stringify(next) !== JSON.stringify(known)
}
