import type { Actor } from '#lib/auth/actor.ts'
import { getNamespaceName } from '#lib/auth/space-id.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { AppError } from '#lib/errors.ts'
import { getRequestId } from '#lib/http/request-scope.ts'
import { log, scrub } from '#lib/log.ts'
import { recordActivity } from './activity-writer.ts'
import type { ActivityEntry, ActivityValues } from './schema.ts'

export interface AuditInput {
  /** Null: Moorage itself, in its maintenance. */
  actor: Pick<Actor, 'uid' | 'username'> | null
  /** As in "volume.grow" or "session.start". */
  action: string
  space?: SpaceId
  object?: { kind: string; name: string }
  /** Single values that changed; never a secret, its keys at most. */
  before?: ActivityValues
  after?: ActivityValues
  /** "refused": by a rule; "failed": for another reason. */
  outcome: 'done' | 'refused' | 'failed'
  /** That of the request in work when left out. */
  requestId?: string
}

const TEXT_LIMIT = 200
// Audit lines are written however quiet the log is set.
const auditLog = log.child({}, { level: 'info' })

/**
 * Writes one audit line, at once, and in the background adds it to what the space's members can read. Called by every
 * operation that changes something, as its last line; never throws.
 */
export function writeAudit(input: AuditInput): void {
  const { actor, space, object } = input
  const entry: ActivityEntry = {
    at: new Date().toISOString(),
    actor: actor && { uid: actor.uid, username: actor.username },
    action: input.action,
    outcome: input.outcome,
    ...(object ? { object: { kind: object.kind, name: shorten(object.name) } } : {}),
    ...(input.before ? { before: shortenValues(input.before) } : {}),
    ...(input.after ? { after: shortenValues(input.after) } : {}),
    requestId: input.requestId ?? getRequestId(),
  }
  auditLog.info({ audit: { ...entry, space } }, 'audit')
  if (space) recordActivity(getNamespaceName(space), entry)
}

/** Writes the audit line however it ends. */
export async function withAudit<T>(entry: Omit<AuditInput, 'outcome'>, run: () => Promise<T>): Promise<T> {
  try {
    const value = await run()
    writeAudit({ ...entry, outcome: 'done' })
    return value
  } catch (error) {
    const isRefused = error instanceof AppError && ['FORBIDDEN', 'QUOTA_EXCEEDED', 'INVALID_INPUT'].includes(error.code)
    writeAudit({ ...entry, outcome: isRefused ? 'refused' : 'failed' })
    throw error
  }
}

function shorten(text: string): string {
  return scrub(text).slice(0, TEXT_LIMIT)
}

function shortenValues(values: ActivityValues): ActivityValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? shorten(value) : value]),
  )
}
