import { z } from 'zod'

const valuesSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

/** What members of a space see of one change. */
export const activityEntrySchema = z.object({
  at: z.iso.datetime(),
  actor: z.object({ uid: z.string(), username: z.string() }).nullable(),
  action: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  object: z.object({ kind: z.string(), name: z.string() }).optional(),
  before: valuesSchema.optional(),
  after: valuesSchema.optional(),
  requestId: z.string(),
})

export type ActivityEntry = z.infer<typeof activityEntrySchema>
export type ActivityValues = z.infer<typeof valuesSchema>
