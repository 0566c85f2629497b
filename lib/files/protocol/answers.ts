import { z } from 'zod'
import { entrySchema, trashItemSchema } from './entries.ts'

/** The answer to stat, mkdir, createFile and PUT content: the entry as it is now. */
export const entryAnswerSchema = entrySchema

/** The answer to GET trash, newest first. */
export const trashListSchema = z.object({
  items: z.array(trashItemSchema),
  /** How many there are; a list holds 10 000 at most. */
  total: z.number().int(),
})
export type TrashList = z.infer<typeof trashListSchema>

/** The answer to estimate: what a zip of the chosen would hold. */
export const estimateAnswerSchema = z.object({
  fileCount: z.number().int(),
  folderCount: z.number().int(),
  sizeBytes: z.number(),
  /** Links, pipes and devices, and what could not be read: none of them is in a zip. */
  skippedCount: z.number().int(),
})
export type Estimate = z.infer<typeof estimateAnswerSchema>
