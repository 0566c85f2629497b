'use client'

import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'

/** Calm enough to read beside, and close enough for "now" and "1 minute ago". */
const TICK_MS = 10_000

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let nowMs = Date.now()

function tick() {
  nowMs = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  if (timer === undefined) {
    nowMs = Date.now()
    timer = setInterval(tick, TICK_MS)
    // A tab that slept shows old times until the next tick.
    document.addEventListener('visibilitychange', tick)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
    document.removeEventListener('visibilitychange', tick)
  }
}

const RenderedAt = createContext<number | null>(null)

/** Carries the moment of the server's rendering to the browser, so that both write the same times at first. */
export function ClockProvider({ renderedAtMs, children }: { renderedAtMs: number; children: ReactNode }) {
  return <RenderedAt value={renderedAtMs}>{children}</RenderedAt>
}

/**
 * A text that depends on the time and the reader's zone. It is made again at every tick and only a changed one renders.
 * On the server, and while the page wakes up, the zone is UTC.
 */
export function useTimeText(toText: (clock: { nowMs: number; timeZone: string | undefined }) => string): string {
  const renderedAtMs = useContext(RenderedAt)
  return useSyncExternalStore(
    subscribe,
    () => toText({ nowMs, timeZone: undefined }),
    () => toText({ nowMs: renderedAtMs ?? nowMs, timeZone: 'UTC' }),
  )
}
