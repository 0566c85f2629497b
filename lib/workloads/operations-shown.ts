import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { publishItem } from '#lib/http/live/publish.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import { toMs } from './objects-index.ts'
import type { ObjectIndex } from './objects-index.ts'
import { toWorkload } from './objects-map.ts'
import { getAddresses, isForViewers } from './operations-addresses.ts'
import { lookWhyRefused } from './operations-inside.ts'
import { lookAt, readIndex } from './operations-looks.ts'
import type { Look, Shown } from './operations-looks.ts'
import type { Workload } from './schema.ts'

/** How long what is said of something holds by itself: "has just started" does not for long. */
const PASSING_MS = 5000
const SETTLED_MS = 60_000
const SETTLED: readonly Workload['explanation']['state'][] = [
  'running',
  'completed',
  'scheduled',
  'suspended',
  'stopped',
]

/** The workloads of a space as lists show them; only what has changed is put together anew. */
export function showAll(namespace: string, space: SpaceId): Workload[] {
  const look = lookAt(namespace)
  look.isRead = true
  settle(look)
  return listFacts(readIndex(look)).map((facts) => refresh(look, facts, { space, isRead: true }).workload)
}

/** The runs of a scheduled job are part of it, also for the moment in which it is gone and they are not. */
export function listFacts({ workloads }: ObjectIndex): WorkloadFacts[] {
  return workloads.filter(({ kind, ownerUid }) => kind !== 'Job' || ownerUid === null)
}

/** Sends what differs from what was last sent, or first read, to the streams of the space. */
export function publishChanges(look: Look): void {
  const space = namespacesKind.get({ name: look.namespace })?.spaceId
  settle(look)
  if (!space) return
  const present = new Set<string>()
  for (const facts of listFacts(readIndex(look))) {
    const shown = refresh(look, facts, { space, isRead: false })
    const key = toKey(shown.workload)
    present.add(key)
    if (!shown.mustSend && shown.text === shown.sentText) continue
    shown.mustSend = false
    shown.sentText = shown.text
    publishItem({ kind: 'workloads', namespace: look.namespace, key, item: shown.workload })
  }
  for (const key of look.gone) {
    if (!present.has(key)) publishItem({ kind: 'workloads', namespace: look.namespace, key, item: undefined })
  }
  look.gone.clear()
}

export const toKey = ({ kind, name }: Pick<Workload, 'kind' | 'name'>) => `${kind}/${name}`

/** Finds out which workloads are concerned by what has changed. */
function settle(look: Look): void {
  const { touched, shown } = look
  if (touched.size === 0 && !look.isAllTouched) return
  const index = readIndex(look)
  if (look.isAllTouched) for (const one of shown.values()) one.isStale = true
  const current = new Set(index.workloads.map(({ uid }) => uid))
  for (const uid of touched) {
    const root = findRoot(uid, index)
    const known = shown.get(root)
    if (known) known.isStale = true
    // Nobody who has read the list before can know of it.
    else if (current.has(root)) look.unsent.add(root)
  }
  for (const uid of shown.keys()) if (!current.has(uid)) shown.delete(uid)
  touched.clear()
  look.isAllTouched = false
}

/** From a pod, ReplicaSet or Job up to what the person started. */
function findRoot(uid: string, { owners }: ObjectIndex): string {
  let root = uid
  // Owners that own each other would go round for ever.
  for (let depth = 0; depth < 4; depth += 1) {
    const owner = owners.get(root)
    if (owner === undefined) return root
    root = owner
  }
  return root
}

function refresh(look: Look, facts: WorkloadFacts, { space, isRead }: { space: SpaceId; isRead: boolean }): Shown {
  const nowMs = Date.now()
  const known = look.shown.get(facts.uid)
  const isCurrent =
    known && !known.isStale && nowMs < known.untilMs && known.workload.resourceVersion === facts.resourceVersion
  if (isCurrent) return known
  const { namespace } = look
  const context = { space, index: readIndex(look), nowMs, addresses: getAddresses(namespace), isForViewers }
  const full = toWorkload(facts, context)
  lookWhyRefused({ facts, index: context.index, space }, full.explanation.reason)
  const workload = withoutOutput(full)
  const text = JSON.stringify(workload)
  const isPassing = !SETTLED.includes(workload.explanation.state)
  const shown: Shown = {
    workload,
    text,
    sentText: known?.sentText ?? text,
    // What one person reads now, others have to be told.
    mustSend: known
      ? known.mustSend || (isRead && known.text !== text)
      : look.unsent.has(facts.uid) || (isPassing && !look.isRead),
    isStale: false,
    untilMs: nowMs + getHoldMs(workload, nowMs),
  }
  look.unsent.delete(facts.uid)
  look.shown.set(facts.uid, shown)
  return shown
}

function getHoldMs({ explanation, schedule }: Workload, nowMs: number): number {
  if (!SETTLED.includes(explanation.state)) return PASSING_MS
  const nextMs = toMs(schedule?.nextTimes[0] ?? null) - nowMs
  return nextMs > 0 ? Math.min(nextMs, SETTLED_MS) : SETTLED_MS
}

/** A list goes to everybody who may see the space; what programs say is for those who may read their logs. */
export function withoutOutput<T extends Workload>(workload: T): T {
  const { explanation } = workload
  const evidence = explanation.evidence.filter(({ source }) => source !== 'container')
  return evidence.length === explanation.evidence.length
    ? workload
    : { ...workload, explanation: { ...explanation, evidence } }
}
