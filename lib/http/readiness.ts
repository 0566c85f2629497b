import { listCachedKinds } from '#lib/kube/cache.ts'

export interface Readiness {
  status: 'ready' | 'starting' | 'stopping'
  /** Kinds whose first list is not complete. */
  waitingFor: string[]
}

interface ReadinessState {
  hasBeenReady: boolean
  isStopping: boolean
}

const shared = globalThis as typeof globalThis & { moorageReadiness?: ReadinessState }
shared.moorageReadiness ??= { hasBeenReady: false, isStopping: false }
const state = shared.moorageReadiness

/** Once ready stays ready until the end: a cluster that is away is shown on the pages, and takes no replica out. */
export function getReadiness(): Readiness {
  const needed = listCachedKinds().filter((kind) => !kind.isOptional)
  // A process that has not begun to watch anything knows nothing either.
  const waitingFor = needed.filter((kind) => !kind.isSynced).map((kind) => kind.name)
  state.hasBeenReady ||= needed.length > 0 && waitingFor.length === 0
  if (state.isStopping) return { status: 'stopping', waitingFor }
  return { status: state.hasBeenReady ? 'ready' : 'starting', waitingFor }
}

export function isStopping(): boolean {
  return state.isStopping
}

/** From now on nobody should send anything here any more. */
export function startStopping(): void {
  state.isStopping = true
}
