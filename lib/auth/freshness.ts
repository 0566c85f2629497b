import { AppError } from '#lib/errors.ts'
import { groupsKind, namespacesKind, usersKind } from './cached-kinds.ts'

const FRESH_MS = 30_000
const READABLE_MS = 600_000
const FIRST_SYNC_LIMIT_MS = 8000

/** "stale" lets people with a session read what is known; "unknown" lets nobody do anything. */
export type Freshness = 'fresh' | 'stale' | 'unknown'

export function toFreshness(ageMs: number): Freshness {
  if (ageMs <= FRESH_MS) return 'fresh'
  return ageMs <= READABLE_MS ? 'stale' : 'unknown'
}

/** The age of what rights are decided by: users, groups and namespaces. Infinity before each was read once. */
function getRightsAgeMs(): number {
  return Math.max(usersKind.ageMs(), groupsKind.ageMs(), namespacesKind.ageMs())
}

/** For everything but plain reading: writes, tokens, tickets, secrets, new sign-ins. Throws UNAVAILABLE. */
export function requireFreshRights(): void {
  if (toFreshness(getRightsAgeMs()) !== 'fresh') throw toStaleError()
}

/** For plain reading. Throws UNAVAILABLE when what is known is older than ten minutes. */
export function requireKnownRights(): void {
  if (toFreshness(getRightsAgeMs()) === 'unknown') throw toStaleError()
}

/** Waits for the first lists of a process that has just started; throws UNAVAILABLE when they do not come. */
export async function awaitFirstRights(): Promise<void> {
  const kinds = [usersKind, groupsKind, namespacesKind]
  if (kinds.every((kind) => kind.isSynced)) return
  let timer: NodeJS.Timeout | undefined
  const isLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), FIRST_SYNC_LIMIT_MS)
  })
  const isDone = Promise.all(kinds.map((kind) => kind.synced)).then(() => false)
  const hasFailed = await Promise.race([isDone, isLate]).finally(() => clearTimeout(timer))
  if (hasFailed) throw toStaleError()
}

function toStaleError(): AppError {
  return new AppError(
    'UNAVAILABLE',
    'The cluster cannot be reached at the moment, so nothing can be changed. Try again when it is back.',
    { messageKey: 'access.stale', details: { rightsAgeMs: getRightsAgeMs() } },
  )
}
