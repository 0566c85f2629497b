import type { IdleUse, WorkloadIdle } from './schema-details.ts'

/** What is remembered of one workload; it outlives the portal's processes. */
export interface IdleRecord {
  lastUsedAt: string | null
  lastUse: IdleUse | null
  /** Since when nothing was missed; null: it was never measured. */
  measuredSince: string | null
}

export interface PodMeasurement {
  /** When the pod was started. */
  startedAt: string | null
  /** The oldest first; empty: nothing has measured it. */
  samples: readonly { cpuMillicores: number; at: string }[]
}

export interface IdleFacts {
  idleSeconds: number
  /** 0: it is stopped. */
  wanted: number
  isDeleting: boolean
  /** Those that live; one that has not started cannot be measured. */
  pods: readonly PodMeasurement[]
  keptUntil: string | null
  record: IdleRecord
  nowMs: number
}

export interface IdleDecision {
  /** Null: it has nothing to be stopped. */
  idle: WorkloadIdle | null
  /** What is to be remembered instead; null: what is remembered still holds. */
  record: IdleRecord | null
  isStop: boolean
}

/** A Node.js server or a notebook without work stays below a third of it, and a browser that reloads lies above. */
const BUSY_MILLICORES = 30
/** Kubelets measure every ten seconds or so and are asked twice a minute; what is older says nothing of now. */
const FRESH_MS = 150_000
/** Between two remembered uses: nobody needs to know it to the second. */
const REMEMBER_MS = 60_000

/**
 * Whether a service is stopped because nobody uses it. Only what was measured all the time since its last use is: a gap
 * in the measurements counts as use, and nothing happens while there is none.
 */
export function decideIdle(facts: IdleFacts): IdleDecision {
  const { idleSeconds, wanted, isDeleting, keptUntil, nowMs } = facts
  if (wanted === 0 || isDeleting) return { idle: null, record: null, isStop: false }
  const isMeasured = isFresh(facts)
  const record = remember(facts, isMeasured)
  const since = Math.max(toMs(record.lastUsedAt), toMs(record.measuredSince))
  const stopsAtMs = Math.max(since + idleSeconds * 1000, toMs(keptUntil))
  return {
    idle: {
      seconds: idleSeconds,
      lastUsedAt: record.lastUsedAt,
      lastUse: record.lastUse,
      stopsAt: isMeasured ? new Date(stopsAtMs).toISOString() : null,
      keptUntil: toMs(keptUntil) > nowMs ? keptUntil : null,
    },
    record: isSame(facts.record, record) ? null : record,
    isStop: isMeasured && nowMs >= stopsAtMs,
  }
}

/** All of its pods, and lately. */
function isFresh({ pods, nowMs }: IdleFacts): boolean {
  const isLately = (at: string | undefined) => Math.abs(nowMs - Date.parse(at ?? '')) <= FRESH_MS
  return pods.length > 0 && pods.every(({ samples }) => isLately(samples.at(-1)?.at))
}

function remember(facts: IdleFacts, isMeasured: boolean): IdleRecord {
  const { pods, record, nowMs } = facts
  const now = new Date(nowMs).toISOString()
  // From the first measurement after a gap on, somebody has as long as from a use.
  const measuredSince = isMeasured ? (record.measuredSince ?? now) : null
  const uses: { at: string; use: IdleUse }[] = []
  if (record.lastUsedAt !== null && record.lastUse !== null) uses.push({ at: record.lastUsedAt, use: record.lastUse })
  for (const { startedAt, samples } of pods) {
    if (startedAt !== null) uses.push({ at: startedAt, use: 'start' })
    const busy = samples.findLast(({ cpuMillicores }) => cpuMillicores >= BUSY_MILLICORES)
    if (busy) uses.push({ at: busy.at, use: 'cpu' })
  }
  // A clock that goes ahead would keep it for ever.
  const last = uses
    .filter(({ at }) => Date.parse(at) <= nowMs + FRESH_MS)
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))[0]
  return { lastUsedAt: last?.at ?? null, lastUse: last?.use ?? null, measuredSince }
}

/** Whether writing it down would tell nothing new. */
function isSame(known: IdleRecord, next: IdleRecord): boolean {
  const isAsMeasured = (known.measuredSince === null) === (next.measuredSince === null)
  return isAsMeasured && toMs(next.lastUsedAt) - toMs(known.lastUsedAt) < REMEMBER_MS
}

const toMs = (at: string | null) => (at === null ? 0 : Date.parse(at) || 0)

/** What is remembered, when nobody looked at measurements from `lookedUntilMs` on: a gap that counts as use. */
export function forgetMeasurements(record: IdleRecord, lookedUntilMs: number, nowMs: number): IdleRecord {
  const isKept = record.measuredSince === null || nowMs - lookedUntilMs <= FRESH_MS
  return isKept ? record : { ...record, measuredSince: null }
}

/** How long somebody may put it off at a time. */
export const KEEP_SECONDS = [3600, 4 * 3600, 8 * 3600, 24 * 3600] as const
const MAX_KEEP_SECONDS = 24 * 3600

/** From the moment on at which it would be stopped, and never for more than a day from now. */
export function getKeptUntil(options: { seconds: number; stopsAt: string | null; nowMs: number }): string {
  const { seconds, stopsAt, nowMs } = options
  const fromMs = Math.max(nowMs, toMs(stopsAt))
  return new Date(Math.min(fromMs + seconds * 1000, Math.max(fromMs, nowMs + MAX_KEEP_SECONDS * 1000))).toISOString()
}
