import type { HandEdit, ShownEdit } from '#lib/workloads/schema-update.ts'
import { findField, type LaunchField } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'
import { listChanges } from './list-changes.ts'

/** What somebody set by hand and this edit would overwrite, and what a person wants of it; by the field of the form. */
export interface HandEditChoice {
  /** Null: the form does not show it. */
  field: LaunchField | null
  edits: HandEdit[]
  takes: 'theirs' | 'mine'
}

/** What was refused, with the form as it stood then. */
export interface HandEditConflict {
  kind: 'by-hand'
  choices: HandEditChoice[]
  asked: LaunchValues
}

/** Nothing is overwritten before somebody says so. */
export function toHandEditConflict(edits: readonly HandEdit[], asked: LaunchValues): HandEditConflict {
  const groups = Map.groupBy(edits, ({ field, path }) => (field && findField(field)) ?? path)
  const choices = [...groups.values()].map((group) => ({
    field: findField(group[0]?.field ?? ''),
    edits: group,
    takes: 'theirs' as const,
  }))
  return { kind: 'by-hand', choices, asked }
}

/** The fields that stay as somebody else set them; one that was changed once more has to be asked about again. */
export function listLeftFields({ choices, asked }: HandEditConflict, values: LaunchValues): LaunchField[] {
  const changedSince = listChanges(asked, values)
  return choices.flatMap(({ field, takes }) =>
    field !== null && takes === 'theirs' && !changedSince.includes(field) ? [field] : [],
  )
}

/** What of it is overwritten. */
export function listOverwritten({ choices }: HandEditConflict): ShownEdit[] {
  return choices
    .filter(({ takes }) => takes === 'mine')
    .flatMap(({ edits }) => edits.map(({ kind, name, path, manager }) => ({ kind, name, path, manager })))
}

/** The form with the fields that are left alone as they are in the cluster. */
export function leaveFields(values: LaunchValues, base: LaunchValues, left: readonly LaunchField[]): LaunchValues {
  return { ...values, ...Object.fromEntries(left.map((field) => [field, base[field]])) }
}
