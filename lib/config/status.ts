import type { FieldMessage } from '#lib/errors.ts'
import { countBytes } from './schema-input.ts'
import type { EntryInput } from './schema-input.ts'
import { MAX_BYTES } from './schema.ts'
import type { ConfigKey } from './schema.ts'

/** What keeps these entries from becoming those of an object with such keys; by field, empty when nothing does. */
export function checkEntries(entries: readonly EntryInput[], keys: readonly ConfigKey[]): Record<string, FieldMessage> {
  const sizes = new Map(keys.map(({ name, sizeBytes }) => [name, sizeBytes]))
  const fields = new Map<string, FieldMessage>()
  let totalBytes = 0
  for (const [at, entry] of entries.entries()) {
    const keptBytes = entry.source === 'kept' ? sizes.get(entry.name) : 0
    if (keptBytes === undefined) {
      const text = 'This entry is not there any more; write its value.'
      fields.set(`entries.${at}.name`, { messageKey: 'config.keyGone', text })
    }
    totalBytes += countBytes(entry) + (keptBytes ?? 0)
  }
  if (totalBytes > MAX_BYTES) {
    fields.set('entries', { messageKey: 'config.tooLarge', text: 'All entries together have at most 1 MiB.' })
  }
  return Object.fromEntries(fields)
}

/** The names of what an edit changes, for the audit; never a value. */
export function describeChange(entries: readonly EntryInput[], keys: readonly ConfigKey[]): Record<string, string> {
  const left = new Set(entries.map(({ name }) => name))
  const set = entries.filter(({ source }) => source !== 'kept').map(({ name }) => name)
  const removed = keys.map(({ name }) => name).filter((name) => !left.has(name))
  return {
    ...(set.length > 0 ? { set: set.join(', ') } : {}),
    ...(removed.length > 0 ? { removed: removed.join(', ') } : {}),
  }
}
