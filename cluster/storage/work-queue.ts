/** Work that is known by a key: one run per key at a time, and again when the key was added meanwhile or the run failed. */
export interface WorkQueue {
  /** Runs soon, also when the key was waiting for its next try. */
  add(key: string): void
  /** Resolves when nothing runs any more; keys that wait are dropped. */
  stop(): Promise<void>
}

export interface WorkQueueOptions {
  /** How many keys are worked on at the same time. */
  parallel: number
  /** Repeated until it does not throw. */
  work: (key: string) => Promise<void>
  /** How long to wait after so many failures in a row, counted from 1. */
  backoffMs?: (failures: number) => number
}

const BACKOFF_FIRST_MS = 500
const BACKOFF_LIMIT_MS = 60_000

function getBackoffMs(failures: number): number {
  return Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), BACKOFF_LIMIT_MS)
}

export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { parallel, work, backoffMs = getBackoffMs } = options
  const waiting = new Set<string>()
  const running = new Map<string, Promise<void>>()
  const failures = new Map<string, number>()
  const timers = new Map<string, NodeJS.Timeout>()
  let isStopped = false

  function add(key: string): void {
    if (isStopped) return
    clearTimeout(timers.get(key))
    timers.delete(key)
    waiting.add(key)
    startNext()
  }

  function startNext(): void {
    for (const key of waiting) {
      if (running.size >= parallel) return
      if (running.has(key)) continue
      waiting.delete(key)
      running.set(key, runOnce(key))
    }
  }

  async function runOnce(key: string): Promise<void> {
    try {
      await work(key)
      failures.delete(key)
    } catch {
      const count = (failures.get(key) ?? 0) + 1
      failures.set(key, count)
      if (!isStopped && !waiting.has(key)) {
        timers.set(
          key,
          setTimeout(() => add(key), backoffMs(count)),
        )
      }
    } finally {
      running.delete(key)
      startNext()
    }
  }

  return {
    add,
    async stop() {
      isStopped = true
      waiting.clear()
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(running.values())
    },
  }
}
