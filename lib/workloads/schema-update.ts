import { z } from 'zod'
import { launchSchema } from './schema-launch.ts'

const text = z.string().min(1).max(2000)
const shownEditSchema = z.object({ kind: text, name: text, path: text, manager: text })

/** A setting that somebody else made in one of the objects, as a person was shown it. */
export type ShownEdit = z.output<typeof shownEditSchema>

/** A setting that somebody else made, and that an edit would have to overwrite; its place in the cluster's words. */
export interface HandEdit extends ShownEdit {
  /** The field of the form that it stands in; null: the form does not show it. */
  field: string | null
}

/** An edit: the whole form, and what it was filled in from. */
export const updateWorkloadSchema = z.object({
  fields: launchSchema,
  uid: z.string().min(1).max(100),
  resourceVersion: z.string().min(1).max(100),
  /** What was set by hand is overwritten only where it was shown and is named here. */
  overwrite: z.array(shownEditSchema).max(200).optional(),
})

export type UpdateInput = z.output<typeof updateWorkloadSchema>
