import { getHub } from '#lib/http/live/live.ts'
import type { CachedKind } from '#lib/kube/cache.ts'
import { claimsKind, podsKind, storageClassesKind } from '#lib/storage/operations-cache.ts'
import { onUsage } from '#lib/usage/operations.ts'
import { nodesKind } from '#lib/usage/operations-kubelet.ts'
import type { Facts } from './objects-facts.ts'
import { cronJobsKind, deploymentsKind, jobsKind, replicaSetsKind, servicesKind } from './operations-cache.ts'
import { listLookedAt, lookAt, setTouchListener, touch, touchAll } from './operations-looks.ts'
import type { Look } from './operations-looks.ts'
import { publishChanges, toKey } from './operations-shown.ts'
import type { WorkloadKind } from './schema.ts'

/** One step of a rollout changes three kinds of objects within a few milliseconds. */
const DELAY_MS = 20
const LOOK_EVERY_MS = 5000

function watch(): void {
  watchWorkloads('service', deploymentsKind)
  watchWorkloads('job', jobsKind)
  watchWorkloads('scheduled-job', cronJobsKind)
  replicaSetsKind.subscribe(({ item, previous }) => touchBoth(item, previous))
  podsKind.subscribe(({ item, previous }) => touchBoth(item?.facts, previous?.facts))
  servicesKind.subscribe(({ namespace }) => touchAll(namespace ?? ''))
  claimsKind.subscribe(({ namespace }) => touchAll(namespace ?? ''))
  onUsage(({ namespace }) => touchAll(namespace))
  for (const kind of [nodesKind, storageClassesKind]) {
    kind.subscribe(() => {
      for (const namespace of listLookedAt()) touchAll(namespace)
    })
  }
  setTouchListener(publishSoon)
  setInterval(lookAtWatched, LOOK_EVERY_MS).unref()
}

/** Whoever has a stream of a space may have its list from another replica; without workloads there is nothing to tell. */
function lookAtWatched(): void {
  const known = new Set(listLookedAt())
  for (const namespace of getHub().listWatched()) {
    const hasWorkloads = [deploymentsKind, jobsKind, cronJobsKind].some((kind) => kind.list(namespace).length > 0)
    if (hasWorkloads && !known.has(namespace)) lookAt(namespace)
  }
}

function watchWorkloads<T extends Facts>(workloadKind: WorkloadKind, cached: CachedKind<T>): void {
  cached.subscribe(({ item, previous }) => {
    touchBoth(item, previous)
    const isGone = previous && previous.uid !== item?.uid && !(workloadKind === 'job' && previous.ownerUid !== null)
    if (isGone) touch(previous.namespace, previous.uid, toKey({ kind: workloadKind, name: previous.name }))
  })
}

/** By what it was and by what it is: somebody may have taken a pod away from its owner. */
function touchBoth(item: Facts | undefined, previous: Facts | undefined): void {
  for (const facts of [item, previous]) {
    if (!facts) continue
    touch(facts.namespace, facts.uid)
    // With the object, the way up from it is gone too.
    if (facts.ownerUid !== null) touch(facts.namespace, facts.ownerUid)
  }
}

const waiting = new WeakSet<Look>()

function publishSoon(look: Look): void {
  if (waiting.has(look)) return
  waiting.add(look)
  setTimeout(() => {
    waiting.delete(look)
    // Where no stream is open, what has changed is put together when somebody next asks.
    if (getHub().isWatched(look.namespace)) publishChanges(look)
    else getHub().mark(look.namespace)
  }, DELAY_MS).unref()
}

// Next.js may load this file more than once per process; a change is announced once.
const shared = globalThis as typeof globalThis & { moorageWorkloadsAreWatched?: boolean }
if (!shared.moorageWorkloadsAreWatched) watch()
shared.moorageWorkloadsAreWatched = true
