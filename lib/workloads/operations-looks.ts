import { getHub } from '#lib/http/live/live.ts'
import type { EventFacts } from './objects-surroundings.ts'
import type { ObjectIndex } from './objects-index.ts'
import { followEvents } from './operations-events.ts'
import type { SpaceEvents } from './operations-events.ts'
import { buildIndex } from './operations-index.ts'
import type { Workload } from './schema.ts'

/** A workload as it was last shown, and until when that holds although nothing changes. */
export interface Shown {
  workload: Workload
  text: string
  /** What the streams have been told, or who read it first. */
  sentText: string
  mustSend: boolean
  isStale: boolean
  untilMs: number
}

/** What is kept of a space while somebody looks at its workloads. */
export interface Look {
  readonly namespace: string
  readonly events: SpaceEvents
  /** Null: something has changed since. */
  index: ObjectIndex | null
  /** By the workload's uid. */
  readonly shown: Map<string, Shown>
  /** Uids of objects of any kind that have changed and have not been told of. */
  readonly touched: Set<string>
  /** Something has changed that may concern any workload of the space. */
  isAllTouched: boolean
  /** Uids of workloads that nobody has been told of. */
  readonly unsent: Set<string>
  /** Workloads that are gone, as "kind/name". */
  readonly gone: Set<string>
  /** Its list was read here; whoever has a stream here may have read it from another replica. */
  isRead: boolean
  lastAt: number
}

interface LookState {
  looks: Map<string, Look>
  timer?: NodeJS.Timeout
  /** Told of each change of a space that is looked at. */
  onTouch: (look: Look) => void
}

/** As long as a page takes from its first answer to its stream, and a reload from one stream to the next. */
const LINGER_MS = 60_000
const SWEEP_MS = 5000

// Next.js may load this file more than once per process; the events of a space are followed once all the same.
const shared = globalThis as typeof globalThis & { moorageWorkloadLooks?: LookState }
shared.moorageWorkloadLooks ??= { looks: new Map(), onTouch: () => {} }
const state = shared.moorageWorkloadLooks

/** Whoever calls this looks at the workloads of a space: from now on its events are followed. */
export function lookAt(namespace: string): Look {
  const known = state.looks.get(namespace)
  const look = known ?? createLook(namespace)
  look.lastAt = performance.now()
  state.looks.set(namespace, look)
  state.timer ??= setInterval(sweep, SWEEP_MS).unref()
  return look
}

/** The names of the namespaces whose workloads are looked at. */
export function listLookedAt(): string[] {
  return [...state.looks.keys()]
}

export function setTouchListener(listener: (look: Look) => void): void {
  state.onTouch = listener
}

function createLook(namespace: string): Look {
  const look: Look = {
    namespace,
    events: followEvents(namespace, (event) => touchEvent(look, event)),
    index: null,
    shown: new Map(),
    touched: new Set(),
    isAllTouched: false,
    unsent: new Set(),
    gone: new Set(),
    isRead: false,
    lastAt: 0,
  }
  return look
}

function touchEvent(look: Look, event: EventFacts | null): void {
  // What is said of a claim concerns whoever waits for it.
  if (event === null || event.objectKind === 'PersistentVolumeClaim') touchAll(look.namespace)
  else touch(look.namespace, event.objectUid)
}

/** Something with this uid has changed: the workload itself, or anything below it. */
export function touch(namespace: string, uid: string, goneKey?: string): void {
  // Who has a stream here may have read the list from another replica.
  const look = state.looks.get(namespace) ?? (getHub().isWatched(namespace) ? lookAt(namespace) : undefined)
  if (!look) {
    // Who comes back and had read it is told to read again.
    getHub().mark(namespace)
    return
  }
  look.index = null
  look.touched.add(uid)
  if (goneKey !== undefined) look.gone.add(goneKey)
  state.onTouch(look)
}

/** Something has changed that any workload of the space may be explained by. */
export function touchAll(namespace: string): void {
  const look = state.looks.get(namespace)
  if (!look) return
  look.index = null
  look.isAllTouched = true
  state.onTouch(look)
}

/** What is known of a space; kept for as long as nothing changes. */
export function readIndex(look: Look): ObjectIndex {
  look.index ??= buildIndex(look.namespace, look.events.list())
  return look.index
}

/** Spaces that nobody looks at cost nothing. */
function sweep(): void {
  const now = performance.now()
  for (const [namespace, look] of state.looks) {
    if (getHub().isWatched(namespace)) {
      // Time alone makes a slow start out of a start.
      state.onTouch(look)
    } else if (now - look.lastAt > LINGER_MS) {
      look.events.stop()
      state.looks.delete(namespace)
    }
  }
  if (state.looks.size > 0) return
  clearInterval(state.timer)
  state.timer = undefined
}
