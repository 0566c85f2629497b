import { z } from 'zod'
import { wireItemSchema } from '#lib/files/protocol/entries.ts'
import { CLASH_RULES } from '#lib/files/protocol/requests.ts'

/**
 * What is written beside the bytes of an upload, `<id>.json`, a line each: how far it is, what it is, and, once all bytes are
 * there, where it goes. The first line has a fixed length and is overwritten in place: that needs no room on a full
 * disk, and fits in one sector, so it is never half written.
 */
const progressSchema = z.object({
  /** Bytes that are there and verified, while the machine runs that has this boot id. */
  at: z.number().int().nonnegative(),
  /** Bytes that outlast a loss of power. */
  synced: z.number().int().nonnegative(),
  boot: z.string(),
  /** When anything last came; milliseconds since 1970. */
  seen: z.number().int(),
})
export type UploadProgress = z.infer<typeof progressSchema>

const recordSchema = z.object({
  owner: z.string(),
  path: wireItemSchema,
  clash: z.enum(CLASH_RULES),
  sizeBytes: z.number().int().nonnegative(),
  changedAt: z.string().optional(),
  sha256: z.string().optional(),
  createdAt: z.string(),
})
export type UploadRecord = z.infer<typeof recordSchema>

/** All bytes are there: the file with this inode is, or is about to be, in its place. */
const finishSchema = z.object({
  sha256: z.string(),
  inode: z.string(),
  /** Set once it is there. */
  path: wireItemSchema.nullable(),
})
export type UploadFinish = z.infer<typeof finishSchema>

export interface StoredUpload {
  progress: UploadProgress
  record: UploadRecord
  finish: UploadFinish | null
}

export const PROGRESS_BYTES = 192

export function formatProgress(progress: UploadProgress): Buffer {
  const text = JSON.stringify(progress)
  if (text.length >= PROGRESS_BYTES) throw new Error('The line of progress is too long.')
  return Buffer.from(`${text.padEnd(PROGRESS_BYTES - 1)}\n`)
}

export function formatUpload({ progress, record }: Omit<StoredUpload, 'finish'>): Buffer {
  return Buffer.concat([formatProgress(progress), Buffer.from(`${JSON.stringify(record)}\n`)])
}

export function formatFinish(finish: UploadFinish): Buffer {
  return Buffer.from(`${JSON.stringify(finish)}\n`)
}

/** Null for what a crash left half made. Of several last lines the last whole one counts. */
export function parseUpload(bytes: Uint8Array): StoredUpload | null {
  const [first, second, ...rest] = Buffer.from(bytes).toString('utf8').split('\n')
  const progress = progressSchema.safeParse(parseJson(first))
  const record = recordSchema.safeParse(parseJson(second))
  if (!progress.success || !record.success) return null
  const finish = rest.map((line) => finishSchema.safeParse(parseJson(line))).findLast((parsed) => parsed.success)
  return { progress: progress.data, record: record.data, finish: finish?.data ?? null }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

/**
 * From where an upload goes on. After a loss of power the file may have its length without its bytes, so then only what was
 * synced counts, and never more than there is.
 */
export function getOffset(
  progress: UploadProgress,
  { bootId, fileBytes }: { bootId: string; fileBytes: number },
): number {
  return Math.min(progress.boot === bootId ? progress.at : progress.synced, fileBytes)
}
