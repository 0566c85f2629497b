import type { Translate } from '#lib/http/error-view.ts'
import type { FieldProblem } from './launch-context.tsx'
import type { LaunchValues } from './launch-values.ts'

const MISSING = { name: 'workloads.nameMissing', image: 'workloads.imageMissing' } as const

/** What the schema says of a form from scratch, before its code is there: that has no name and no image yet. */
export function listMissing(values: Pick<LaunchValues, 'name' | 'image'>, translate: Translate): FieldProblem[] {
  return (['name', 'image'] as const).flatMap((path) => {
    const text = values[path].trim() === '' ? translate(MISSING[path], {}) : null
    return text === null ? [] : [{ path, text }]
  })
}
