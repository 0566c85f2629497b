import { randomBytes } from 'node:crypto'
import { getNamespaceName } from '#lib/auth/space-id.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { AppError } from '#lib/errors.ts'
import { EventLog } from './event-log.ts'
import { encodeEvent, HEARTBEAT, RETRY } from './event-text.ts'
import type { EndReason } from './event-text.ts'
import { LiveStream } from './live-stream.ts'
import type { StreamSink } from './stream-sink.ts'

export interface StreamRequest {
  userUid: string
  spaces: SpaceId[]
  isAdmin: boolean
  /** A position that this or another process gave; null: from now on. */
  since: string | null
  /** When, in ms since 1970, the rights that let this in have to be confirmed again. */
  endsAtMs: number
}

export interface HubCounters {
  onChange?: (kind: string) => void
  onLag?: () => void
  onStreamCount?: (count: number) => void
}

export interface LiveChange {
  kind: string
  key: string
  /** Undefined: gone. */
  item: unknown
}

interface OpenStream {
  stream: LiveStream
  request: StreamRequest
  endsAt: number
}

interface Channel {
  space: SpaceId | null
  streams: Set<OpenStream>
  emptySince: number
}

/** The channel of administrators; no namespace is called so. */
export const ADMIN_CHANNEL = '*'

const STREAMS_MAX = 5000
const STREAMS_PER_PERSON_MAX = 20
// What somebody missed is kept for this long after the last stream of a space, so that a reload costs nothing.
const LINGER_MS = 60_000
const LAG_MAX_MS = 60_000
// A new request proves the session anew: what only its cookie says (its end, the provider's answer) counts by then.
const LIFE_MS = 10 * 60_000
const LIFE_SPREAD_MS = 2 * 60_000

/** All event streams of one process: a change is put into words once per space, however many look at it. */
export class LiveHub {
  private readonly channels = new Map<string, Channel>()
  private readonly streams = new Set<OpenStream>()
  private readonly events = new EventLog()
  // Positions of another process, an earlier one of this pod included, mean nothing here.
  private readonly processId = randomBytes(6).toString('hex')
  private readonly counters: HubCounters
  private clusterState: { isCurrent: boolean; ageSeconds: number | null } = { isCurrent: true, ageSeconds: 0 }
  private isClosed = false

  constructor(counters: HubCounters = {}) {
    this.counters = counters
  }

  get streamCount(): number {
    return this.streams.size
  }

  /** Names this moment; a stream that is opened with it later tells what happened in between, or that it cannot. */
  getPosition(): string {
    return this.formatPosition(this.events.getPosition())
  }

  /** True when what is published on this channel reaches anybody. */
  isWatched(channel: string): boolean {
    return this.channels.has(channel)
  }

  /** The channels of spaces whose changes reach anybody. */
  listWatched(): string[] {
    return [...this.channels].flatMap(([name, { space }]) => (space === null ? [] : [name]))
  }

  /** Remembers that something changed where nobody looks, so that who comes back later knows. */
  mark(channel: string): void {
    this.events.mark(channel)
  }

  publish(channelName: string, change: LiveChange): void {
    const position = this.events.mark(channelName)
    const channel = this.channels.get(channelName)
    if (!channel) return
    const data = { space: channel.space, kind: change.kind, key: change.key, item: change.item ?? null }
    const chunk = encodeEvent('change', data, this.formatPosition(position))
    this.events.record({ position, channel: channelName, chunk })
    for (const { stream } of channel.streams) stream.send(chunk)
    this.counters.onChange?.(change.kind)
  }

  /** Throws TOO_MANY_REQUESTS. */
  requireRoom(userUid: string): void {
    let own = 0
    for (const { request } of this.streams) if (request.userUid === userUid) own += 1
    if (!this.isClosed && own < STREAMS_PER_PERSON_MAX && this.streams.size < STREAMS_MAX) return
    throw new AppError('TOO_MANY_REQUESTS', 'Too many pages are open at once; close some of them.', {
      messageKey: 'live.tooManyStreams',
    })
  }

  /** Whoever calls this has authorized the request. Throws TOO_MANY_REQUESTS. */
  open(request: StreamRequest, sink: StreamSink): void {
    this.requireRoom(request.userUid)
    const names = [...request.spaces.map(getNamespaceName), ...(request.isAdmin ? [ADMIN_CHANNEL] : [])]
    const stream = new LiveStream(sink, {
      listResync: () => this.listResync(request),
      onLag: () => this.counters.onLag?.(),
      onClose: () => this.forget(open, names),
    })
    const lifeMs = Math.min(LIFE_MS + Math.random() * LIFE_SPREAD_MS, request.endsAtMs - Date.now())
    const open: OpenStream = { stream, request, endsAt: performance.now() + lifeMs }
    this.streams.add(open)
    this.counters.onStreamCount?.(this.streams.size)
    for (const [index, name] of names.entries()) this.join(name, request.spaces[index] ?? null).streams.add(open)
    this.greet(open, new Set(names))
  }

  /** Whoever still has the right comes again at once and is let in; so the right is judged in one place only. */
  endForUser(userUid: string, reason: EndReason): void {
    for (const { stream, request } of this.streams) if (request.userUid === userUid) stream.end(reason)
  }

  endForChannel(name: string, reason: EndReason): void {
    for (const { stream } of this.channels.get(name)?.streams ?? []) stream.end(reason)
  }

  setClusterState(state: { isCurrent: boolean; ageSeconds: number | null }): void {
    const hasTurned = state.isCurrent !== this.clusterState.isCurrent
    this.clusterState = state
    if (!hasTurned) return
    const chunk = encodeEvent('cluster', state)
    for (const { stream } of this.streams) stream.send(chunk)
  }

  /** Every few seconds: what time alone brings to an end. */
  sweep(now = performance.now()): void {
    for (const { stream, endsAt } of this.streams) {
      if (stream.lagMs(now) > LAG_MAX_MS) stream.end('too-slow')
      else if (now > endsAt) stream.end('renew')
    }
    for (const [name, channel] of this.channels) {
      if (channel.streams.size > 0 || now - channel.emptySince < LINGER_MS) continue
      this.channels.delete(name)
      this.events.stopRecording(name)
    }
  }

  beat(): void {
    for (const { stream } of this.streams) stream.send(HEARTBEAT)
  }

  /** Ends all streams and opens no more. */
  close(): void {
    this.isClosed = true
    for (const { stream } of this.streams) stream.end('shutdown')
  }

  private join(name: string, space: SpaceId | null): Channel {
    const known = this.channels.get(name)
    if (known) return known
    const channel: Channel = { space, streams: new Set(), emptySince: 0 }
    this.channels.set(name, channel)
    this.events.startRecording(name)
    return channel
  }

  private greet({ stream, request }: OpenStream, names: ReadonlySet<string>): void {
    const scope = toScope(request)
    stream.send(RETRY)
    if (request.since === null) {
      stream.send(encodeEvent('ready', scope, this.getPosition()))
      stream.send(encodeEvent('cluster', this.clusterState))
      return
    }
    // Without an id: a browser that is cut off before it has the rest comes again with the position it had.
    stream.send(encodeEvent('ready', scope))
    const since = this.parsePosition(request.since)
    if (since !== null && [...names].every((name) => this.events.isComplete(name, since))) {
      for (const chunk of this.events.list(names, since)) stream.send(chunk)
      stream.send(encodeEvent('cluster', this.clusterState))
    } else {
      for (const chunk of this.listResync(request)) stream.send(chunk)
    }
  }

  private listResync(request: StreamRequest): Uint8Array[] {
    return [encodeEvent('resync', toScope(request), this.getPosition()), encodeEvent('cluster', this.clusterState)]
  }

  private forget(open: OpenStream, names: string[]): void {
    this.streams.delete(open)
    this.counters.onStreamCount?.(this.streams.size)
    for (const name of names) {
      const channel = this.channels.get(name)
      channel?.streams.delete(open)
      if (channel?.streams.size === 0) channel.emptySince = performance.now()
    }
  }

  private formatPosition(position: number): string {
    return `${this.processId}-${position}`
  }

  private parsePosition(text: string): number | null {
    const [, processId, digits] = /^([0-9a-f]{12})-(\d{1,15})$/.exec(text) ?? []
    return processId === this.processId ? Number(digits) : null
  }
}

function toScope({ spaces, isAdmin }: StreamRequest): { spaces: SpaceId[]; isAdmin: boolean } {
  return { spaces, isAdmin }
}
