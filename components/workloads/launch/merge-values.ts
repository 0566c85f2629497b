import type { LaunchField } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'
import { listChanges } from './list-changes.ts'

export interface MergedValues {
  /** Theirs, with what was changed here on top of it. */
  values: LaunchValues
  /** What somebody else changed meanwhile. */
  theirs: LaunchField[]
  /** What both changed: the one here counts, unless the person takes theirs. */
  both: LaunchField[]
}

/** Puts together what two people made of the same form, field by field. */
export function mergeValues(base: LaunchValues, mine: LaunchValues, now: LaunchValues): MergedValues {
  const changedHere = listChanges(base, mine)
  const theirs = listChanges(base, now)
  const values = { ...now, ...Object.fromEntries(changedHere.map((field) => [field, mine[field]])) }
  return { values, theirs, both: theirs.filter((field) => changedHere.includes(field)) }
}
