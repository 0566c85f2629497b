import { authorize } from '#lib/auth/authorize.ts'
import type { Person } from '#lib/spaces/testing/people.ts'
import { getEditForm } from '../operations-form.ts'
import { updateWorkload } from '../operations-update.ts'
import { updateWorkloadSchema } from '../schema-update.ts'
import type { WorkloadKind } from '../schema.ts'
import type { Changes } from './launch-form.ts'

/** The form as a tab has it that was opened now; `save` sends it as it was then, but for the changes. */
export async function openForm(person: Person, { kind, name }: { kind: WorkloadKind; name: string }) {
  const form = await getEditForm(authorize(person.actor, 'workload.update', person.space), { kind, name })
  if (!form) throw new Error(`There is no form of ${name}`)
  return {
    ...form,
    save: (changes: Changes, overwrite?: unknown) => {
      const { uid, resourceVersion, fields } = form
      return updateWorkload(
        person.actor,
        updateWorkloadSchema.parse({ uid, resourceVersion, overwrite, fields: { ...fields, ...changes } }),
      )
    },
  }
}
