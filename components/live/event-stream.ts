import type { LiveEvents } from '#lib/http/live/event-text.ts'
import { EventParser, type StreamEvent } from './event-parser.ts'

export interface EventStreamOptions {
  /** The address of the stream that begins after this position. */
  getUrl: (position: string | null) => string
  position: string | null
  onEvent: (event: StreamEvent) => void
  onConnection: (state: 'open' | 'lost') => void
  /** The last call; the stream does not come again by itself. */
  onEnd: (reason: 'signed-out' | 'access-changed') => void
  /** Shorter in tests. */
  timing?: Partial<StreamTiming>
}

interface StreamTiming {
  firstDelayMs: number
  longestDelayMs: number
  /** The server says something every 15 s. */
  silenceMs: number
}

const TIMING: StreamTiming = { firstDelayMs: 1000, longestDelayMs: 30_000, silenceMs: 40_000 }

/** Statuses after which asking for the same again is of no use. */
const ENDS: Partial<Record<number, 'signed-out' | 'access-changed'>> = {
  400: 'access-changed',
  401: 'signed-out',
  403: 'access-changed',
  404: 'access-changed',
}

/**
 * Reads /api/events and comes again with the last position whenever it is cut off. Not the browser's EventSource, which
 * hides the status of a refusal and the heartbeats, so that a connection that died with the laptop asleep stays open.
 */
export function openEventStream(options: EventStreamOptions): { close: () => void } {
  const timing = { ...TIMING, ...options.timing }
  const closing = new AbortController()
  void run(options, timing, closing.signal)
  return { close: () => closing.abort() }
}

async function run(options: EventStreamOptions, timing: StreamTiming, closed: AbortSignal): Promise<void> {
  let { position } = options
  let failures = 0
  while (!closed.aborted) {
    const outcome = await connect(options, { position, silenceMs: timing.silenceMs, closed })
    if (closed.aborted) return
    if (outcome.end) {
      options.onEnd(outcome.end)
      return
    }
    position = outcome.position
    failures = outcome.wasOpen ? 0 : failures + 1
    options.onConnection('lost')
    // All browsers lose their streams together when a portal restarts; they should not all be back in the same moment.
    const delayMs = Math.min(timing.firstDelayMs * 2 ** Math.max(0, failures - 1), timing.longestDelayMs)
    await sleep(delayMs * (0.5 + Math.random()), closed)
  }
}

interface Outcome {
  position: string | null
  wasOpen: boolean
  end?: 'signed-out' | 'access-changed'
}

/** One connection, from its request to its end; never throws. */
async function connect(
  { getUrl, onEvent, onConnection }: EventStreamOptions,
  { position, silenceMs, closed }: { position: string | null; silenceMs: number; closed: AbortSignal },
): Promise<Outcome> {
  const outcome: Outcome = { position, wasOpen: false }
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), silenceMs)
  try {
    const response = await fetch(getUrl(position), {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal: AbortSignal.any([closed, silence.signal]),
    })
    if (!response.ok || !response.body) {
      await response.body?.cancel()
      return { ...outcome, end: ENDS[response.status] }
    }
    outcome.wasOpen = true
    onConnection('open')
    const parser = new EventParser()
    for await (const text of readTexts(response.body)) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silenceMs)
      for (const event of parser.push(text)) {
        if (event.id !== null) outcome.position = event.id
        if (event.name !== 'end') onEvent(event)
        else outcome.end = toEnd(event)
      }
    }
  } catch {
    // The network, or the silence: the next connection tells.
  } finally {
    clearTimeout(timer)
  }
  return outcome
}

async function* readTexts(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    void reader.cancel().catch(() => {})
  }
}

function toEnd({ data }: StreamEvent): Outcome['end'] {
  const { reason } = JSON.parse(data) as LiveEvents['end']
  return reason === 'signed-out' || reason === 'access-changed' ? reason : undefined
}

function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      globalThis.removeEventListener?.('online', finish)
      resolve()
    }
    const timer = setTimeout(finish, delayMs)
    signal.addEventListener('abort', finish)
    // The network is back: no need to wait any longer.
    globalThis.addEventListener?.('online', finish)
  })
}
