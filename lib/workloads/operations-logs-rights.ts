import { onAccessChange } from '#lib/auth/access-change.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { getActorEnd, recheckActor } from '#lib/auth/session-check.ts'
import { getNamespaceName } from '#lib/auth/space-id.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { AppError } from '#lib/errors.ts'
import type { LogEnd } from './schema-logs.ts'

/** Whoever reads a log, for as long as it is read. */
export interface LogReaderAccess {
  actor: Actor
  /** The same person's rights at a later moment; null when the session is over. */
  recheck: () => Actor | null
  /** When, in ms since 1970, the session has to be proved anew. */
  endsAtMs: number
}

const RECHECK_MS = 15_000
// A new request proves the session anew, as with the event streams.
const LIFE_MS = 10 * 60_000
const LIFE_SPREAD_MS = 2 * 60_000

export function toLogReader(actor: Actor): LogReaderAccess {
  return { actor, recheck: () => recheckActor(actor), endsAtMs: getActorEnd(actor) }
}

/** Calls `onEnd` once, as soon as the right to read this space's logs is gone or has to be proved. Returns how to stop. */
export function watchLogRight(access: LogReaderAccess, space: SpaceId, onEnd: (reason: LogEnd) => void): () => void {
  const { actor, recheck, endsAtMs } = access
  const namespace = getNamespaceName(space)
  const check = () => {
    const reason = judge(recheck(), space)
    if (reason !== null) onEnd(reason)
  }
  const lifeMs = Math.min(LIFE_MS + Math.random() * LIFE_SPREAD_MS, endsAtMs - Date.now())
  const life = setTimeout(() => onEnd('renew'), Math.max(0, lifeMs))
  const timer = setInterval(check, RECHECK_MS)
  const ends = [
    onAccessChange(({ userUid }) => userUid === actor.uid && check()),
    namespacesKind.subscribe(({ key }) => key === namespace && check()),
  ]
  return () => {
    clearTimeout(life)
    clearInterval(timer)
    for (const end of ends) end()
  }
}

function judge(actor: Actor | null, space: SpaceId): LogEnd | null {
  if (!actor) return 'signed-out'
  try {
    authorize(actor, 'workload.logs', space)
    return null
  } catch (error) {
    const isRefused = error instanceof AppError && (error.code === 'FORBIDDEN' || error.code === 'NOT_FOUND')
    return isRefused ? 'access-changed' : 'renew'
  }
}
