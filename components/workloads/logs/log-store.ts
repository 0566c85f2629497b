import type { ErrorView } from '#lib/http/result.ts'
import { LINES_MAX } from '#lib/workloads/schema-logs.ts'
import type { HiddenLog, LogEvent, LogSource } from '#lib/workloads/schema-logs.ts'
import { LineBuffer } from './line-buffer.ts'
import type { LogItem } from './log-item.ts'

export interface LogStatus {
  /** "lost": it comes again by itself; "refused": it does not, and `problem` says why. */
  connection: 'opening' | 'open' | 'lost' | 'finished' | 'gone' | 'refused'
  /** What the containers do; null before the portal has said so. */
  pods: 'waiting' | 'following' | 'ended' | null
  /** Containers whose logs are left out, because so many at once cannot be followed. */
  /** Logs that are left out. */
  hidden: readonly HiddenLog[]
  problem: ErrorView | null
}

/** What the view shows. The same object until something in it changes. */
export interface LogSnapshot {
  version: number
  status: LogStatus
  /** Of how many containers the logs are: with more than one, each line has to say where it is from. */
  sourceCount: number
  hasLines: boolean
}

interface Position {
  time: string
  count: number
}

/** So much of a frame may go into taking lines over; what is left waits for the next one. */
const BUDGET_MS = 6
const QUEUE_MAX = 4
const POSITIONS_MAX = 20
const FIRST: LogStatus = { connection: 'opening', pods: null, hidden: [], problem: null }

/** Keeps what the stream said. Takes it over once in a frame, and makes whoever reads the stream wait when it is behind. */
export class LogStore {
  readonly buffer = new LineBuffer<LogItem>(LINES_MAX)
  private readonly waiting: LogEvent[] = []
  private readonly positions = new Map<string, Position>()
  private readonly names = new Set<string>()
  private readonly listeners = new Set<() => void>()
  private sources = new Map<number, LogSource>()
  private snapshot: LogSnapshot = { version: 0, status: FIRST, sourceCount: 0, hasLines: false }
  private room: (() => void)[] = []
  private isScheduled = false
  private schedule: (run: () => void) => void

  constructor(schedule: (run: () => void) => void = scheduleFrame) {
    this.schedule = schedule
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  getSnapshot = (): LogSnapshot => this.snapshot

  /** How far each log is known, as the address of the stream takes it; those that spoke last. */
  listPositions(): string[] {
    return [...this.positions].slice(-POSITIONS_MAX).map(([log, { time, count }]) => `${log}/${time}/${count}`)
  }

  setStatus(status: Partial<LogStatus>): void {
    this.tell({ ...this.snapshot.status, ...status })
  }

  /** A new stream numbers its sources anew, so what the last one said is taken over first. */
  startStream(): void {
    this.take(Infinity)
    this.sources = new Map()
  }

  /** Resolves when more may come. */
  add(event: LogEvent): Promise<void> | void {
    this.waiting.push(event)
    this.scheduleTake()
    if (this.waiting.length < QUEUE_MAX) return
    return new Promise((resolve) => this.room.push(resolve))
  }

  private scheduleTake(): void {
    if (this.isScheduled) return
    this.isScheduled = true
    this.schedule(() => {
      this.isScheduled = false
      this.take(BUDGET_MS)
    })
  }

  private take(budgetMs: number): void {
    const endsAt = performance.now() + budgetMs
    let { status } = this.snapshot
    while (this.waiting.length > 0 && performance.now() < endsAt) {
      const event = this.waiting.shift()
      if (event?.type === 'state') status = { ...status, pods: event.state, hidden: event.hidden }
      else if (event) this.keep(event)
    }
    this.tell(status)
    if (this.waiting.length > 0) this.scheduleTake()
    if (this.waiting.length < QUEUE_MAX) for (const resolve of this.room.splice(0)) resolve()
  }

  private keep(event: Exclude<LogEvent, { type: 'state' }>): void {
    switch (event.type) {
      case 'source': {
        const { id, pod, container, restarts } = event
        this.sources.set(id, { id, pod, container, restarts })
        this.names.add(`${pod}/${container}`)
        break
      }
      case 'lines':
        for (const [id, time, text, fullBytes = null] of event.lines) {
          const source = this.sources.get(id)
          if (!source) continue
          this.buffer.push({ kind: 'line', source, time, text, fullBytes })
          if (time !== '') this.notePosition(source, time)
        }
        break
      case 'skipped':
        this.buffer.push({ kind: 'skipped', count: event.count })
        break
      case 'mark': {
        const from = this.sources.get(event.source)
        const { mark, exitCode, reason, at } = event
        if (from) this.buffer.push({ kind: 'mark', from, mark, exitCode, reason, at })
        break
      }
      case 'end':
        break
    }
  }

  private notePosition({ pod, container }: LogSource, time: string): void {
    const log = `${pod}/${container}`
    const known = this.positions.get(log)
    if (known?.time === time) known.count += 1
    else {
      // Again at the end, so that the logs that spoke last stand last.
      this.positions.delete(log)
      this.positions.set(log, { time, count: 1 })
    }
  }

  private tell(status: LogStatus): void {
    this.snapshot = {
      version: this.snapshot.version + 1,
      status,
      sourceCount: this.names.size,
      hasLines: this.positions.size > 0,
    }
    for (const listener of this.listeners) listener()
  }
}

/** A tab that nobody looks at has no frames. */
function scheduleFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, 100)
  else requestAnimationFrame(run)
}
