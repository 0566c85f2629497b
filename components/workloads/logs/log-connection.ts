import { readErrorView } from '#lib/http/call.ts'
import type { ErrorView } from '#lib/http/result.ts'
import type { LogEnd, LogEvent } from '#lib/workloads/schema-logs.ts'
import type { LogStore } from './log-store.ts'

export interface LogConnectionOptions {
  store: LogStore
  /** The address of the stream that goes on after these positions. */
  getUrl: (positions: string[]) => string
  /** Whether a session that the stream was refused for can be had again. */
  recoverSession: () => Promise<boolean>
  timing?: Partial<typeof TIMING>
}

/** The server says something every 15 s. */
const TIMING = { firstDelayMs: 1000, longestDelayMs: 15_000, silenceMs: 40_000 }

/** A stream that is ended sooner, and again, is not asked for at once. */
const SHORT_MS = 5000

/** What somebody has to do something about: asking again does not help. */
const FINAL = new Set<ErrorView['code']>(['FORBIDDEN', 'NOT_FOUND', 'INVALID_INPUT', 'TOO_MANY_REQUESTS'])

type Outcome = { end: LogEnd } | { problem: ErrorView } | { end: null; wasOpen: boolean }

/** Reads the stream into the store and goes on where it was when it is cut off. Returns how to stop. */
export function connectLogs(options: LogConnectionOptions): () => void {
  const closing = new AbortController()
  void run(options, { ...TIMING, ...options.timing }, closing.signal)
  return () => closing.abort()
}

async function run(options: LogConnectionOptions, timing: typeof TIMING, closed: AbortSignal): Promise<void> {
  const { store, recoverSession } = options
  let failures = 0
  while (!closed.aborted) {
    const beganAt = performance.now()
    const outcome = await connect(options, timing, closed)
    if (closed.aborted) return
    if ('problem' in outcome) {
      if (FINAL.has(outcome.problem.code)) {
        store.setStatus({ connection: 'refused', problem: outcome.problem })
        return
      }
      failures += 1
      const isSignedOut = outcome.problem.code === 'UNAUTHENTICATED'
      if (isSignedOut && (await recoverSession()) && failures === 1) continue
    } else if (outcome.end === 'finished' || outcome.end === 'gone') {
      store.setStatus({ connection: outcome.end })
      return
    } else if (outcome.end === 'renew' || outcome.end === 'access-changed') {
      // The portal decides anew, and says so if the right is gone.
      if (performance.now() - beganAt > SHORT_MS) failures = 0
      if (failures++ === 0) continue
    } else if (outcome.end === 'signed-out') {
      failures += 1
      if ((await recoverSession()) && failures === 1) continue
    } else {
      failures = outcome.end === null && !outcome.wasOpen ? failures + 1 : 1
    }
    store.setStatus({ connection: 'lost' })
    const delayMs = Math.min(timing.firstDelayMs * 2 ** Math.max(0, failures - 1), timing.longestDelayMs)
    await sleep(delayMs * (0.5 + Math.random()), closed)
  }
}

async function connect(
  { store, getUrl }: LogConnectionOptions,
  { silenceMs }: typeof TIMING,
  closed: AbortSignal,
): Promise<Outcome> {
  const silence = new AbortController()
  let wasOpen = false
  store.startStream()
  try {
    const response = await fetch(getUrl(store.listPositions()), {
      headers: { accept: 'application/x-ndjson' },
      cache: 'no-store',
      signal: AbortSignal.any([closed, silence.signal]),
    })
    if (!response.ok || !response.body) {
      const problem = readErrorView(await response.json().catch(() => null))
      return problem ? { problem } : { end: null, wasOpen }
    }
    wasOpen = true
    store.setStatus({ connection: 'open', problem: null })
    for await (const event of readEvents(response.body, { silenceMs, silence })) {
      if (event.type === 'end') return { end: event.reason }
      await store.add(event)
    }
  } catch {
    // The network, the silence, or a line cut in two: the next connection tells.
  }
  return { end: null, wasOpen }
}

/** While nobody asks for more nothing is read: then the portal waits, too. */
async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { silenceMs, silence }: { silenceMs: number; silence: AbortController },
): AsyncGenerator<LogEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const timer = setTimeout(() => silence.abort(), silenceMs)
      const { done, value } = await reader.read().finally(() => clearTimeout(timer))
      if (done) return
      const lines = (rest + value).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') yield JSON.parse(line) as LogEvent
    }
  } finally {
    void reader.cancel().catch(() => {})
  }
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
    globalThis.addEventListener?.('online', finish)
  })
}
