export interface SessionTimes {
  endsInMs: number
  refreshInMs: number
}

/** What one tab tells the others. */
export type SessionMessage =
  | { kind: 'renewed'; endsAtMs: number; renewAtMs: number }
  | { kind: 'over' }
  | { kind: 'active'; atMs: number }

// By hand: a library of schemas would bring 23 KB to every page for three shapes.
function hasNumbers(value: unknown, names: readonly string[]): value is Record<string, number> {
  if (typeof value !== 'object' || value === null) return false
  const record = value as Record<string, unknown>
  return names.every((name) => typeof record[name] === 'number' && !Number.isNaN(record[name]))
}

/** Throws TypeError for anything that is not how long a session lasts. */
export function parseSessionTimes(value: unknown): SessionTimes {
  if (!hasNumbers(value, ['endsInMs', 'refreshInMs'])) throw new TypeError('These are no times of a session')
  const { endsInMs = 0, refreshInMs = 0 } = value
  return { endsInMs, refreshInMs }
}

/** Null for what an older or newer version of the portal may say in another tab. */
export function parseSessionMessage(value: unknown): SessionMessage | null {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null
  if (kind === 'over') return { kind }
  if (kind === 'active' && hasNumbers(value, ['atMs'])) return { kind, atMs: value.atMs ?? 0 }
  if (kind === 'renewed' && hasNumbers(value, ['endsAtMs', 'renewAtMs'])) {
    const { endsAtMs = 0, renewAtMs = 0 } = value
    return { kind, endsAtMs, renewAtMs }
  }
  return null
}
