import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { log } from '#lib/log.ts'
import { appendActivityMap } from './activity-map.ts'
import type { ActivityEntry } from './schema.ts'

interface WriterState {
  /** Entries not written yet, by namespace; a namespace is in here while somebody writes for it. */
  pending: Map<string, ActivityEntry[]>
  writing: Set<Promise<void>>
}

const PENDING_MAX = 200
const RETRY_MS = [500, 2000, 5000, 15_000, 30_000, 60_000]
/** The space is gone or going; there is nobody left to read it. */
const POINTLESS = new Set(['not-found', 'namespace-terminating', 'too-large'])

// Next.js may load this file more than once per process; one writer per space keeps the order.
const shared = globalThis as typeof globalThis & { moorageActivity?: WriterState }
shared.moorageActivity ??= { pending: new Map(), writing: new Set() }
const { pending, writing } = shared.moorageActivity

/** Adds an entry in the background. The audit line is the record; this is a copy for the members. */
export function recordActivity(namespace: string, entry: ActivityEntry): void {
  const entries = pending.get(namespace)
  if (entries) {
    entries.push(entry)
    if (entries.length > PENDING_MAX) entries.shift()
    return
  }
  pending.set(namespace, [entry])
  const work = writeAll(namespace).finally(() => writing.delete(work))
  writing.add(work)
}

/** Resolves when everything recorded so far is written or given up. */
export async function flushActivity(): Promise<void> {
  await Promise.all(writing)
}

async function writeAll(namespace: string): Promise<void> {
  let failures = 0
  for (;;) {
    const entries = pending.get(namespace)?.splice(0) ?? []
    if (entries.length === 0) break
    try {
      await appendActivityMap(getKubeClient(), namespace, entries)
      failures = 0
    } catch (error) {
      const delayMs = isPointless(error) ? undefined : RETRY_MS[failures]
      failures += 1
      if (delayMs === undefined) {
        log.warn({ namespace, count: entries.length, error }, 'Entries of a space’s activity were given up')
        continue
      }
      pending.get(namespace)?.unshift(...entries)
      await sleep(delayMs)
    }
  }
  pending.delete(namespace)
}

function isPointless(error: unknown): boolean {
  return POINTLESS.has(getKubeCase(error) ?? '') || (error instanceof AppError && error.code === 'FORBIDDEN')
}
