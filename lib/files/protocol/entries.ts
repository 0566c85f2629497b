import { z } from 'zod'
import { decodePath } from './wire-path.ts'

/** A path as `wire-path.ts` spells it; "" is the root of the volume. */
export const wirePathSchema = z
  .string()
  .max(16_384)
  .refine((path) => decodePath(path) !== null, 'files.pathInvalid')

/** The same, but not the root. */
export const wireItemSchema = wirePathSchema.refine((path) => path !== '', 'files.pathInvalid')

export const ENTRY_KINDS = ['file', 'folder', 'symlink', 'fifo', 'socket', 'device', 'unknown'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

export const entrySchema = z.object({
  /** As `wire-path.ts` spells it. */
  name: z.string(),
  kind: z.enum(ENTRY_KINDS),
  /** Of a file; null for everything else. */
  sizeBytes: z.number().int().nonnegative().nullable(),
  /** ISO. */
  changedAt: z.string(),
  /** Of a file: changes with its content, strong, without quotes. Null for everything else. */
  etag: z.string().nullable(),
  /** Permission bits, such as 0o644. */
  permissions: z.number().int(),
  /** Where a symbolic link leads, for display only; it is never followed. */
  linkTarget: z.string().nullable(),
})
export type Entry = z.infer<typeof entrySchema>

export const SORT_KEYS = ['name', 'size', 'changed', 'kind'] as const
export type SortKey = (typeof SORT_KEYS)[number]
const PAGE_SIZE_MAX = 1000

/** The query of GET list. `filter` is found anywhere in a name, without regard to case. Folders come first. */
export const listQuerySchema = z.object({
  path: wirePathSchema.default(''),
  sort: z.enum(SORT_KEYS).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
  filter: z.string().max(255).default(''),
  hidden: z.enum(['0', '1']).default('0'),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(200),
})
export type ListQuery = z.infer<typeof listQuerySchema>

export const listingSchema = z.object({
  path: z.string(),
  entries: z.array(entrySchema),
  offset: z.number().int(),
  /** How many match, of which `entries` are one page. */
  total: z.number().int(),
  /** Names that begin with "." and are not shown. */
  hiddenCount: z.number().int(),
  /** Changes whenever something is added to, removed from or renamed in the folder. */
  version: z.string(),
})
export type Listing = z.infer<typeof listingSchema>

export const usageSchema = z.object({
  totalBytes: z.number(),
  usedBytes: z.number(),
  freeBytes: z.number(),
  totalFiles: z.number().nullable(),
  freeFiles: z.number().nullable(),
})
export type VolumeUsage = z.infer<typeof usageSchema>

export const trashItemSchema = z.object({
  id: z.string(),
  /** Where it was, as a path of the wire. */
  from: z.string(),
  kind: z.enum(ENTRY_KINDS),
  /** Null for folders, whose size is asked for apart. */
  sizeBytes: z.number().nullable(),
  deletedAt: z.string(),
})
export type TrashItem = z.infer<typeof trashItemSchema>
