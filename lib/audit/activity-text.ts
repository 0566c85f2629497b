import { activityEntrySchema } from './schema.ts'
import type { ActivityEntry } from './schema.ts'

const ENTRIES_KEPT = 200
// A ConfigMap holds 1 MiB; this leaves room, and keeps the page quick.
const TEXT_MAX_LENGTH = 256 * 1024

// Opening files or a page again and again would push out what somebody changed; the audit log has each.
const OPENINGS = ['files.open', 'workload.open']
const OPENING_KEPT_MS = 60 * 60 * 1000

/** Adds entries, oldest first, one JSON line each, and forgets the oldest beyond 200. */
export function appendActivity(text: string, entries: readonly ActivityEntry[]): string {
  const known = toLines(text)
  const added = entries.filter((entry) => !OPENINGS.includes(entry.action) || !hasOpened(known, entry))
  const lines = [...known, ...added.map((entry) => JSON.stringify(entry))].slice(-ENTRIES_KEPT)
  let length = lines.reduce((sum, line) => sum + line.length + 1, 0)
  while (length > TEXT_MAX_LENGTH) length -= (lines.shift()?.length ?? 0) + 1
  return lines.map((line) => `${line}\n`).join('')
}

/** Newest first; a line that somebody else wrote in another form is left out. */
export function parseActivity(text: string): ActivityEntry[] {
  return toLines(text).flatMap(toEntries).toReversed()
}

/** Whether the same person opened the same thing within the last hour. */
function hasOpened(lines: readonly string[], { actor, action, object, at }: ActivityEntry): boolean {
  return lines.flatMap(toEntries).some((known) => {
    const isSame = known.actor?.uid === actor?.uid && known.object?.name === object?.name
    return known.action === action && isSame && Date.parse(at) - Date.parse(known.at) < OPENING_KEPT_MS
  })
}

function toLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

function toEntries(line: string): ActivityEntry[] {
  try {
    const parsed = activityEntrySchema.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  } catch {
    return []
  }
}
