/** A time limit joined with the caller's signal, whichever comes first. */
export interface Deadline {
  readonly signal: AbortSignal
  hasExpired(): boolean
  remainingMs(): number
  /** Ends the time limit, keeps the caller's signal: a stream may last as long as its caller wants. */
  lift(): void
  /** Ends both; a caller's long-lived signal would keep every request in memory otherwise. */
  close(): void
}

export function startDeadline(options: { timeoutMs: number; signal?: AbortSignal }): Deadline {
  const { timeoutMs, signal } = options
  const controller = new AbortController()
  const endsAtMs = performance.now() + timeoutMs
  let expired = false
  const timer = setTimeout(() => {
    expired = true
    controller.abort()
  }, timeoutMs)
  const abort = () => controller.abort(signal?.reason)
  if (signal?.aborted) abort()
  else signal?.addEventListener('abort', abort, { once: true })

  return {
    signal: controller.signal,
    hasExpired: () => expired,
    remainingMs: () => endsAtMs - performance.now(),
    lift: () => clearTimeout(timer),
    close() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    },
  }
}

/** Rejects with the signal's reason as soon as it aborts; the work itself cannot be stopped and is left behind. */
export async function raceAbort<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let abort: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
  })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    if (abort) signal.removeEventListener('abort', abort)
  }
}
