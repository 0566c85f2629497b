import { z } from 'zod'
import { wireItemSchema, wirePathSchema } from './entries.ts'

/** What to do where the name is taken. `fail` changes nothing and names what is in the way. */
export const CLASH_RULES = ['fail', 'replace', 'keep-both', 'skip'] as const
export type ClashRule = (typeof CLASH_RULES)[number]

const ITEMS_MAX = 10_000
const clash = z.enum(CLASH_RULES).default('fail')
const paths = z.array(wireItemSchema).min(1).max(ITEMS_MAX)

export const mkdirSchema = z.object({ path: wireItemSchema, withParents: z.boolean().default(false) })
export const createFileSchema = z.object({ path: wireItemSchema })
export const transferSchema = z.object({
  items: z
    .array(z.object({ from: wireItemSchema, to: wireItemSchema }))
    .min(1)
    .max(ITEMS_MAX),
  clash,
})
export const deleteSchema = z.object({
  paths,
  /** Past the trash: only where the disk is full, or somebody said so. */
  isForGood: z.boolean().default(false),
})
export const restoreSchema = z.object({ ids: z.array(z.string().max(100)).min(1).max(ITEMS_MAX), clash })
/** Without ids: all of it. */
export const emptyTrashSchema = z.object({ ids: z.array(z.string().max(100)).max(ITEMS_MAX).optional() })
export const estimateSchema = z.object({ paths })
export const extractSchema = z.object({ path: wireItemSchema, to: wirePathSchema, clash })
export const searchQuerySchema = z.object({
  path: wirePathSchema.default(''),
  text: z.string().min(1).max(255),
  hidden: z.enum(['0', '1']).default('0'),
})
export const pathQuerySchema = z.object({ path: wirePathSchema.default('') })
export const itemQuerySchema = z.object({ path: wireItemSchema })
/** Folders to watch; a stream has at most 16. */
export const eventsQuerySchema = z.object({ path: z.array(wirePathSchema).min(1).max(16) })

/** One line of the answer to move, copy, delete, restore, empty and extract (application/x-ndjson), as it happens. */
export const progressLineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    doneItems: z.number(),
    totalItems: z.number().nullable(),
    doneBytes: z.number(),
    totalBytes: z.number().nullable(),
  }),
  z.object({
    type: z.literal('item'),
    from: z.string(),
    /** Where it is now; null when it was skipped or is gone for good. */
    to: z.string().nullable(),
    /** Of the trash, by which it is restored. */
    trashId: z.string().nullable(),
  }),
  z.object({ type: z.literal('failed'), from: z.string(), code: z.string(), clashesWith: z.string().nullable() }),
  z.object({ type: z.literal('done'), doneItems: z.number(), failedItems: z.number(), doneBytes: z.number() }),
])
export type ProgressLine = z.infer<typeof progressLineSchema>

/** One line of the answer to search (with an entry) and of sizes (with a size). */
export const searchLineSchema = z.object({
  path: z.string(),
  kind: z.string(),
  sizeBytes: z.number().nullable(),
  changedAt: z.string(),
})
export const sizeLineSchema = z.object({
  path: z.string(),
  kind: z.enum(['file', 'folder']),
  /** Of everything below, as far as it was counted. */
  sizeBytes: z.number(),
  fileCount: z.number(),
  isFinal: z.boolean(),
})
export type SizeLine = z.infer<typeof sizeLineSchema>

export const changeEventSchema = z.object({
  /** The watched folder. */
  folder: z.string(),
  /** Names that came, went or changed; empty: too many to name, read the folder again. */
  names: z.array(z.string()),
})
