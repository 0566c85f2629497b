import type { WorkloadKind } from '#lib/workloads/schema.ts'
import { listFields } from './launch-sections.ts'

/** What of the form is kept until it is sent; what a template holds fast comes from there each time. */
export function listDraftFields(kind: WorkloadKind, fixed: readonly string[]): string[] {
  return listFields(kind).filter((field) => !fixed.includes(field))
}
