import { type LaunchField, listFields } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'
import { parseWords } from './words.ts'

/** The fields that an edit changes, in the order of the form. How somebody quotes a command is no change. */
export function listChanges(before: LaunchValues, after: LaunchValues): LaunchField[] {
  return listFields(after.kind).filter((field) => toComparable(before, field) !== toComparable(after, field))
}

function toComparable(values: LaunchValues, field: LaunchField): string {
  if (field === 'command' || field === 'args') return JSON.stringify(parseWords(values[field]))
  const value: unknown = values[field]
  return JSON.stringify(typeof value === 'string' ? value.trim() : value, (_, part: unknown) =>
    // The order in which a row was put together says nothing.
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => a.localeCompare(b, 'en')))
      : part,
  )
}

/** Lines that only one side has, so that a list of thirty variables shows the one that changed. */
export function compareLines(before: readonly string[], after: readonly string[]): { gone: string[]; come: string[] } {
  return {
    gone: before.filter((line) => !after.includes(line)),
    come: after.filter((line) => !before.includes(line)),
  }
}
