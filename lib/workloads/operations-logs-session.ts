import type { StreamSink } from '#lib/http/live/stream-sink.ts'
import { metrics } from '#lib/http/metrics.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { LogMerge } from './objects-log-merge.ts'
import { findWorkload } from './operations-context.ts'
import { listRuns, listWorkloadPods } from './operations-logs-runs.ts'
import type { ContainerRun } from './operations-logs-runs.ts'
import { LogRun } from './operations-logs-run.ts'
import type { HiddenLog, LogEnd, LogEvent, LogsQuery } from './schema-logs.ts'
import type { WorkloadKind } from './schema.ts'

/** A burst comes whole if it can; of a flood a browser gets 2 000 lines in a second, which nobody can read anyway. */
const FRAME_MS = 100
const FLOOD_FRAME_MS = 500
const FRAME = { lines: 2000, bytes: 192 * 1024 }
const FLOOD_FRAME = { lines: 1000, bytes: 96 * 1024 }
const TICK_MS = 250
const BEAT_MS = 15_000
/** A reader that takes nothing for so long makes the API server wait too. */
const STALL_MS = 2000
/** As many logs are open at once: each has buffers of its own. */
const RUNS_MAX = 10

export interface LogSessionOptions {
  namespace: string
  workload: { kind: WorkloadKind; name: string; uid: string }
  query: LogsQuery
  sink: StreamSink
  /** Once, however it ends. */
  onClose: () => void
}

/** One browser's view of the logs of a workload: finds the containers, brings their lines into order, and sheds floods. */
export class LogSession {
  private readonly options: LogSessionOptions
  private readonly merge = new LogMerge()
  private readonly runs = new Map<string, LogRun>()
  private readonly done = new Set<string>()
  private readonly events: LogEvent[] = []
  /** What was written before a restart grows no more. */
  private readonly isFollowed: boolean
  private readonly openedAt = new Date().toISOString()
  private readonly stops: (() => void)[]
  private nextId = 1
  private isFirst = true
  private isClosed = false
  private isStalled = false
  private needsSync = true
  private fullSince: number | null = null
  private flushTimer: NodeJS.Timeout | null = null
  private flushedAt = 0
  private frameMs = FRAME_MS
  private saidAt = 0
  private state = ''

  constructor(options: LogSessionOptions) {
    this.options = options
    this.isFollowed = options.query.follow && !options.query.previous
    options.sink.connect({ onRoom: () => this.goOn(), onClose: () => this.close() })
    const tick = setInterval(() => this.tick(), TICK_MS)
    const endPods = podsKind.subscribe(({ namespace }) => {
      if (namespace === options.namespace) this.needsSync = true
    })
    this.stops = [() => clearInterval(tick), endPods]
    this.tick()
  }

  end(reason: LogEnd): void {
    if (this.isClosed) return
    this.events.push({ type: 'end', reason })
    this.write()
    this.options.sink.end()
    this.close()
  }

  private close(): void {
    if (this.isClosed) return
    this.isClosed = true
    if (this.flushTimer) clearTimeout(this.flushTimer)
    for (const stop of this.stops) stop()
    for (const run of this.runs.values()) run.close()
    this.options.onClose()
  }

  private tick(): void {
    const now = performance.now()
    if (this.needsSync || [...this.runs.values()].some((run) => run.isDue(now))) this.sync(now)
    if (this.isClosed) return
    for (const run of this.runs.values()) run.noteSilence(now)
    if (this.fullSince !== null && now - this.fullSince > STALL_MS && !this.isStalled) {
      this.isStalled = true
      for (const run of this.runs.values()) run.pause()
    }
    if (now - this.saidAt > BEAT_MS && !this.options.sink.isFull) this.send('\n')
    this.flushSoon()
  }

  /** Compares what the cluster has with what is being read. */
  private sync(now: number): void {
    this.needsSync = false
    const { namespace, workload, query } = this.options
    const facts = findWorkload({ namespace }, workload)
    if (!facts || facts.uid !== workload.uid) {
      this.end('gone')
      return
    }
    const found = listRuns(listWorkloadPods(facts), query).filter(
      ({ previousEnd }) => !query.previous || previousEnd !== null,
    )
    for (const run of this.runs.values()) run.update(found, now)
    const hidden: HiddenLog[] = []
    if (this.isFirst || this.isFollowed) {
      for (const one of found.filter(({ key }) => !this.runs.has(key) && !this.done.has(key))) {
        // The lines of the run before come first.
        if ([...this.runs.values()].some((run) => run.isSameContainer(one))) this.needsSync = true
        else if (this.runs.size < RUNS_MAX) this.open(one)
        else hidden.push({ pod: one.pod, container: one.container })
      }
    }
    this.isFirst = false
    this.tellState(hidden)
  }

  private open(found: ContainerRun): void {
    const id = this.nextId++
    const { namespace, query } = this.options
    const known = query.from.find(({ pod, container }) => pod === found.pod && container === found.container) ?? null
    const { pod, container, restarts } = found
    this.events.push({ type: 'source', id, pod, container, restarts })
    const run = new LogRun({
      namespace,
      found,
      query,
      isNew: !this.isFirst && isAfter(found.startedAt, this.openedAt),
      source: this.merge.add(id, known),
      merge: this.merge,
      onChange: () => this.flushSoon(),
      onMark: (mark) => this.events.push({ type: 'mark', ...mark }),
    })
    this.runs.set(found.key, run)
    if (this.isStalled) run.pause()
  }

  private tellState(hidden: HiddenLog[]): void {
    const isReading = [...this.runs.values()].some((run) => !run.hasEnded)
    const hasBegun = this.runs.size > 0 || this.done.size > 0
    const state = isReading ? 'following' : hasBegun ? 'ended' : 'waiting'
    const told = JSON.stringify([state, hidden])
    if (this.state === told) return
    this.state = told
    this.events.push({ type: 'state', state, hidden })
  }

  private flushSoon(): void {
    if (this.isClosed || this.flushTimer) return
    const waitMs = Math.max(5, this.flushedAt + this.frameMs - performance.now())
    this.flushTimer = setTimeout(() => this.flush(), waitMs)
  }

  private goOn(): void {
    this.fullSince = null
    if (this.isStalled) {
      this.isStalled = false
      for (const run of this.runs.values()) run.resume()
    }
    this.flushSoon()
  }

  private flush(): void {
    this.flushTimer = null
    if (this.isClosed) return
    const now = performance.now()
    if (this.options.sink.isFull) {
      this.fullSince ??= now
      return
    }
    this.flushedAt = now
    const lines = this.merge.take(this.frameMs > FRAME_MS ? FLOOD_FRAME : FRAME, this.openedAt)
    const skipped = this.merge.takeSkipped()
    this.frameMs = skipped > 0 ? Math.min(2 * this.frameMs, FLOOD_FRAME_MS) : FRAME_MS
    metrics.logLinesSkipped.inc(skipped)
    if (skipped > 0) this.events.push({ type: 'skipped', count: skipped })
    if (lines.length > 0) this.events.push({ type: 'lines', lines })
    for (const [key, run] of this.runs) {
      if (!this.isStalled) run.resumeIfRoom()
      if (!run.isDrained) continue
      run.tellEnd()
      this.merge.remove(run.id)
      this.runs.delete(key)
      this.done.add(key)
      this.needsSync = true
    }
    this.write()
    if (!this.isFollowed && this.runs.size === 0) this.end('finished')
    else if (lines.length > 0) this.flushSoon()
  }

  private write(): void {
    if (this.events.length === 0) return
    const text = this.events.map((event) => `${JSON.stringify(event)}\n`).join('')
    this.events.length = 0
    this.send(text)
  }

  private send(text: string): void {
    this.saidAt = performance.now()
    this.options.sink.write(Buffer.from(text))
  }
}

/** The cluster counts in whole seconds. */
function isAfter(at: string | null, momentAt: string): boolean {
  return at !== null && Date.parse(at) + 1000 > Date.parse(momentAt)
}
