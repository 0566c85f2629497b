import { z } from 'zod'
import { launchSchema } from './schema-launch.ts'

/** An edit: the whole form, and what it was filled in from. */
export const updateWorkloadSchema = z.object({
  fields: launchSchema,
  uid: z.string().min(1).max(100),
  resourceVersion: z.string().min(1).max(100),
  /** What was set by hand is never overwritten. */
  force: z.literal(false).optional(),
})

export type UpdateInput = z.output<typeof updateWorkloadSchema>
