import type { Condition, Facts } from './objects-facts.ts'
import type { ObjectIndex } from './objects-index.ts'
import { toMs } from './objects-index.ts'
import type { ContainerFacts, PodFacts } from './objects-pods.ts'
import type { EventFacts } from './objects-surroundings.ts'
import type { Evidence } from './schema.ts'

/** Everything that an explanation looks at besides the workload itself. */
export interface ExplainContext {
  index: ObjectIndex
  nowMs: number
}

const MAX_TEXT = 2000

export const cut = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text)

function listEvents({ uid }: Pick<Facts, 'uid'>, { index }: ExplainContext): readonly EventFacts[] {
  return index.eventsByObject.get(uid) ?? []
}

/** The newest event with one of these reasons. */
export function findEvent(
  object: Pick<Facts, 'uid'>,
  context: ExplainContext,
  wanted: { reason: RegExp; message?: RegExp },
): EventFacts | undefined {
  return listEvents(object, context).findLast(
    ({ reason, message }) => wanted.reason.test(reason) && (wanted.message?.test(message) ?? true),
  )
}

export function toEventEvidence(event: EventFacts): Evidence {
  return {
    source: 'event',
    object: `${event.objectKind}/${event.objectName}`,
    code: event.reason,
    text: cut(event.message),
    at: event.lastAt,
    count: event.count,
  }
}

export function toConditionEvidence({ kind, name }: Pick<Facts, 'kind' | 'name'>, condition: Condition): Evidence {
  const { reason, type, message, since } = condition
  return {
    source: 'condition',
    object: `${kind}/${name}`,
    code: reason || type,
    text: cut(message),
    at: since,
    count: 1,
  }
}

export function toContainerEvidence(pod: PodFacts, status: ContainerFacts, text: string): Evidence {
  const end = status.end ?? status.lastEnd
  return {
    source: 'container',
    object: `Pod/${pod.name}/${status.name}`,
    code: status.waiting?.reason ?? end?.reason ?? '',
    text: cut(text),
    at: end?.finishedAt ?? null,
    count: Math.max(1, status.restarts),
  }
}

export function toObjectEvidence(
  { kind, name }: Pick<Facts, 'kind' | 'name'>,
  text: string,
  at: string | null,
): Evidence {
  return { source: 'object', object: `${kind}/${name}`, code: '', text: cut(text), at, count: 1 }
}

/** Null: unknown. */
export function secondsSince(at: string | null, { nowMs }: ExplainContext): number | null {
  const atMs = toMs(at)
  return atMs === 0 ? null : Math.max(0, Math.floor((nowMs - atMs) / 1000))
}

/** Whether it has lasted that long; what has no time has not. */
export function hasLasted(at: string | null, seconds: number, context: ExplainContext): boolean {
  return (secondsSince(at, context) ?? -1) >= seconds
}
