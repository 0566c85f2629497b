import type { LogMerge, MergedSource } from './objects-log-merge.ts'
import { LogReader } from './operations-logs-reader.ts'
import type { ContainerRun } from './operations-logs-runs.ts'
import { LINES_MAX } from './schema-logs.ts'
import type { LogMark, LogsQuery } from './schema-logs.ts'

/** Of each log that was there already when nobody said how far back; what begins later is read from its beginning. */
const TAIL_LINES = 1000
/** After so long without a byte a log has told what it had. */
const SILENCE_MS = 250
const RETRY_MS = { first: 1000, longest: 10_000 }
/** A node says that a log is over a moment before the cluster knows that the container is. */
const LATE_NEWS_MS = 3000
/** One failure is a node that is busy. */
const FAILURES_TOLD = 3

export interface LogRunOptions {
  namespace: string
  found: ContainerRun
  query: LogsQuery
  /** It began while the logs were being looked at. */
  isNew: boolean
  source: MergedSource
  merge: LogMerge
  onChange: () => void
  onMark: (mark: LogMark) => void
}

/** Reads one run of one container to its end, opening the log again where it was cut off. */
export class LogRun {
  private readonly options: LogRunOptions
  private found: ContainerRun
  private reader: LogReader | null = null
  private heardAt: number | null = null
  private endedAt: number | null = null
  private retryAt: number | null = null
  private failures = 0
  private isPaused = false
  /** The lines are complete, and how the run ended is known or will not be. */
  hasEnded = false

  constructor(options: LogRunOptions) {
    this.options = options
    this.found = options.found
    const { restarts, previousEnd } = options.found
    if (options.isNew) this.mark(restarts > 0 ? 'restarted' : 'started', restarts > 0 ? previousEnd : null)
    this.read()
  }

  get id(): number {
    return this.options.source.id
  }

  /** Everything was told. */
  get isDrained(): boolean {
    return this.hasEnded && this.options.source.queue.peek() === null
  }

  isSameContainer({ pod, container }: ContainerRun): boolean {
    return this.found.pod === pod && this.found.container === container
  }

  /** Something has to be looked at again, whether the cluster has news or not. */
  isDue(now: number): boolean {
    return (this.retryAt !== null && now >= this.retryAt) || (this.endedAt !== null && !this.hasEnded)
  }

  /** `all` is what there is now. */
  update(all: readonly ContainerRun[], now: number): void {
    const { key, restarts } = this.found
    const same = all.find((one) => one.key === key)
    const next = all.find((one) => this.isSameContainer(one))
    if (same) this.found = same
    // It was started again before anybody heard how it ended.
    else if (next?.restarts === restarts + 1) this.found = { ...this.found, isRunning: false, end: next.previousEnd }
    else this.found = { ...this.found, isRunning: false }
    // What waits to be sent would be read a second time.
    if (this.hasEnded || this.options.source.queue.peek() !== null) return
    if (this.endedAt !== null) {
      if (!this.found.isRunning) this.finish()
      else if (now - this.endedAt > LATE_NEWS_MS) this.readAgain()
    } else if (this.retryAt !== null && now >= this.retryAt) {
      if (same) this.readAgain()
      else this.finish()
    }
  }

  /** A log that says nothing more has caught up with its program. */
  noteSilence(now: number): void {
    const { source } = this.options
    if (!source.isCatchingUp || this.isPaused || this.heardAt === null) return
    if (now - this.heardAt > SILENCE_MS && source.queue.peek() === null) source.isCatchingUp = false
  }

  pause(): void {
    this.isPaused = true
    this.reader?.pause()
  }

  resume(): void {
    this.isPaused = false
    this.heardAt = performance.now()
    this.reader?.resume()
  }

  resumeIfRoom(): void {
    const { source, merge } = this.options
    if (this.isPaused && !(source.isCatchingUp && merge.isFull(source))) this.resume()
  }

  tellEnd(): void {
    const { query } = this.options
    if (!query.previous && this.found.isRunning) return
    this.mark('ended', query.previous ? this.found.previousEnd : this.found.end)
  }

  close(): void {
    this.hasEnded = true
    this.reader?.close()
  }

  private read(): void {
    const { namespace, query, isNew, source } = this.options
    const { pod, container } = this.found
    const { time } = source.queue.position
    const sinceMs = query.sinceSeconds === undefined ? null : Date.now() - query.sinceSeconds * 1000
    const sinceTime = time === '' ? (sinceMs === null ? null : new Date(sinceMs).toISOString()) : time
    this.heardAt = null
    this.reader = new LogReader(
      {
        namespace,
        pod,
        container,
        isPrevious: query.previous,
        isFollowed: query.follow && !query.previous,
        tailLines: time !== '' || isNew ? null : (query.tailLines ?? (sinceMs === null ? TAIL_LINES : LINES_MAX)),
        sinceTime: sinceTime === null ? null : `${sinceTime.slice(0, 19)}Z`,
        hasTimes: true,
      },
      {
        onOpen: () => {
          this.heardAt = performance.now()
          this.failures = 0
        },
        onBlock: (block) => {
          this.heardAt = performance.now()
          this.take(block)
        },
        onEnd: (how) => this.readerEnded(how),
      },
    )
    if (this.isPaused) this.reader.pause()
  }

  private take(block: Parameters<MergedSource['queue']['push']>[0]): void {
    const { source, merge, onChange } = this.options
    source.queue.push(block)
    if (source.isCatchingUp) {
      if (merge.isFull(source)) this.pause()
    } else {
      merge.shed()
    }
    onChange()
  }

  private readerEnded(how: 'ended' | 'cut' | 'away' | 'gone'): void {
    const { query, onChange } = this.options
    this.reader = null
    if (how === 'gone' || (how === 'ended' && (!query.follow || query.previous))) this.finish()
    else if (how === 'ended') this.endedAt = performance.now()
    else this.retryLater(how === 'away')
    onChange()
  }

  private retryLater(isAway: boolean): void {
    this.failures += 1
    if (isAway && this.failures === FAILURES_TOLD) this.mark('unreachable', null)
    const waitMs = Math.min(RETRY_MS.first * 2 ** (this.failures - 1), RETRY_MS.longest)
    if (!this.options.query.follow && this.failures > FAILURES_TOLD) this.finish()
    else this.retryAt = performance.now() + waitMs
  }

  /** The log was over, or cut off, and its container goes on. */
  private readAgain(): void {
    const { source } = this.options
    this.endedAt = null
    this.retryAt = null
    source.queue.expectAgain()
    source.isCatchingUp = true
    this.read()
  }

  private finish(): void {
    const { source } = this.options
    this.hasEnded = true
    source.hasEnded = true
    source.isCatchingUp = false
  }

  private mark(mark: LogMark['mark'], end: ContainerRun['end']): void {
    const { exitCode = null, reason = '', finishedAt: at = null } = end ?? {}
    this.options.onMark({ mark, source: this.id, exitCode, reason, at })
  }
}
