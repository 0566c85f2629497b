import { findCondition } from './objects-facts.ts'
import type { ObjectIndex } from './objects-index.ts'
import type { PodFacts } from './objects-pods.ts'
import type { TemplateFacts } from './objects-template.ts'
import type { WorkloadMount, WorkloadStep } from './schema-details.ts'

export function toMounts({ containers, volumes }: TemplateFacts): WorkloadMount[] {
  return (containers[0]?.mounts ?? []).map(({ volume, path, isReadOnly }) => {
    const known = volumes.find(({ name }) => name === volume)
    return { source: known?.source ?? 'other', object: known?.object ?? '', path, isReadOnly }
  })
}

const ORDER = ['accepted', 'placed', 'volumes', 'image', 'started', 'ready'] as const

/** At which step a reason stops a start; reasons that are not named stop the one that is under way. */
const STOPS: [RegExp, WorkloadStep['id']][] = [
  [/^(quota|limit-range|pod-security|policy|creation)-/, 'placed'],
  [/^(too-|node-|nodes-|no-node)/, 'placed'],
  [/^(volume|mount)-(?!full)/, 'volumes'],
  [/^(image|registry)-/, 'image'],
  [/^(config|secret|command|program|folder|container|needs|exits|crash|oom|volume-full)/, 'started'],
  [/^(probe|listens|wrong-port|restarted)/, 'ready'],
]

/** How far a start has come, with the time of each step; `pod` is the newest one, null while there is none. */
export function toSteps(
  pod: PodFacts | null,
  about: { createdAt: string; reason: string; index: ObjectIndex },
): WorkloadStep[] {
  const done = listDone(pod, about)
  const stopped = STOPS.find(([pattern]) => pattern.test(about.reason))?.[1]
  const current = ORDER.find((id) => !done.has(id))
  return ORDER.map((id): WorkloadStep => {
    if (done.has(id)) return { id, state: 'done', at: done.get(id) ?? null }
    if (id !== current) return { id, state: 'waiting', at: null }
    return { id, state: stopped === id && isProblem(about.reason) ? 'failed' : 'now', at: null }
  })
}

/** Those that are part of every start. */
const isProblem = (reason: string) =>
  !/^(image-pulling|image-pull-slow|mounting|volume-being-made|container-starting)$/.test(reason)

function listDone(pod: PodFacts | null, { createdAt, index }: { createdAt: string; index: ObjectIndex }) {
  const done = new Map<WorkloadStep['id'], string | null>()
  if (!pod) return done
  done.set('accepted', createdAt)
  const at = (type: string) => {
    const condition = findCondition(pod.conditions, type)
    return condition?.status === 'True' ? { since: condition.since } : null
  }
  const placed = at('PodScheduled')
  if (!placed && pod.nodeName === null) return done
  done.set('placed', placed?.since ?? null)
  const events = index.eventsByObject.get(pod.uid) ?? []
  const saw = (reason: string) => events.findLast((event) => event.reason === reason)
  const main = pod.statuses.filter(({ isInit }) => !isInit)
  const isStarted = main.length > 0 && main.every(({ runningSince, end }) => runningSince !== null || end !== null)
  const pulled = saw('Pulled')
  const pulling = saw('Pulling')
  // Volumes come before images; that is all that tells of them, where the pod has no condition for it.
  const mounted = at('PodReadyToStartContainers')
  if (mounted || pulling || pulled || isStarted) done.set('volumes', mounted?.since ?? pulling?.firstAt ?? null)
  if (pulled || isStarted) done.set('image', pulled?.lastAt ?? null)
  if (isStarted) done.set('started', main[0]?.runningSince ?? main[0]?.end?.startedAt ?? null)
  const ready = at('Ready')
  if (ready) done.set('ready', ready.since)
  return done
}
