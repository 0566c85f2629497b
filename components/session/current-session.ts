import { keepAlive } from './keep-alive.ts'
import { type KnownSession, SessionClient, toKnownSession } from './session-client.ts'
import type { SessionTimes } from './session-message.ts'

// One per tab, whichever part of the page asks; there is none on the server.
let client: SessionClient | null = null
const listeners = new Set<() => void>()

function tell(): void {
  for (const listener of listeners) listener()
}

export function getCurrentSession(): SessionClient | null {
  return client
}

/** Begins with what the server said when it made the page; returns how to end it. */
export function startCurrentSession(times: SessionTimes): () => void {
  const started = new SessionClient(toKnownSession(times, Date.now()))
  client = started
  const unsubscribe = started.subscribe(tell)
  const stop = keepAlive(started)
  tell()
  return () => {
    stop()
    unsubscribe()
    started.close()
    if (client === started) client = null
  }
}

/** For `useSyncExternalStore`. */
export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Null before the page has woken up. */
export function getKnownSession(): KnownSession | null {
  return client?.get() ?? null
}
