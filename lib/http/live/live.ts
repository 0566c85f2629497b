import { onAccessChange } from '#lib/auth/access-change.ts'
import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { toFreshness } from '#lib/auth/freshness.ts'
import type { ManagedNamespace } from '#lib/auth/managed-namespace.ts'
import { getCacheAgeMs } from '#lib/kube/cache.ts'
import { metrics } from '../metrics.ts'
import type { LiveEvents } from './event-text.ts'
import { LiveHub } from './hub.ts'

const SWEEP_MS = 1000
const HEARTBEAT_MS = 15_000

interface LiveState {
  hub: LiveHub
  timers: NodeJS.Timeout[]
}

// Next.js may load this file more than once per process; a change published in one copy has to reach every stream.
const shared = globalThis as typeof globalThis & { moorageLive?: LiveState }

/** The process's one hub; its clocks run from the first use on. */
export function getHub(): LiveHub {
  shared.moorageLive ??= start()
  return shared.moorageLive.hub
}

/** Ends all streams of the process; browsers come again elsewhere. */
export function closeLive(): void {
  for (const timer of shared.moorageLive?.timers ?? []) clearInterval(timer)
  shared.moorageLive?.hub.close()
}

/** Names the moment for a page that is rendered now; the page's stream begins with it, so that nothing falls between. */
export function getLivePosition(): string {
  return getHub().getPosition()
}

/** Whether anything may be changed by what this process knows, and how old it is; null: it knows nothing yet. */
export function getClusterState(): LiveEvents['cluster'] {
  const ageMs = getCacheAgeMs()
  const ageSeconds = Number.isFinite(ageMs) ? Math.round(ageMs / 1000) : null
  return { isCurrent: toFreshness(ageMs) === 'fresh', ageSeconds }
}

function start(): LiveState {
  const hub = new LiveHub({
    onChange: (kind) => metrics.liveEvents.inc({ kind }),
    onLag: () => metrics.liveLags.inc(),
    onStreamCount: (count) => metrics.liveStreams.set(count),
  })
  const sweep = () => {
    hub.setClusterState(getClusterState())
    hub.sweep()
  }
  const timers = [setInterval(sweep, SWEEP_MS), setInterval(() => hub.beat(), HEARTBEAT_MS)]
  for (const timer of timers) timer.unref()
  onAccessChange(({ userUid, kind }) => hub.endForUser(userUid, kind === 'disabled' ? 'signed-out' : 'access-changed'))
  namespacesKind.subscribe(({ key, item, previous }) => {
    if (previous && toOwnership(previous) !== toOwnership(item)) hub.endForChannel(key, 'access-changed')
  })
  return { hub, timers }
}

/** What makes a namespace somebody's; a namespace of the same name that was made again is another one. */
function toOwnership(namespace: ManagedNamespace | undefined): string {
  if (!namespace) return ''
  const { uid, isManaged, spaceId, owner, ownerGroupUid } = namespace
  return JSON.stringify([uid, isManaged, spaceId, owner?.issuer, owner?.subject, ownerGroupUid])
}
