import { z } from 'zod'
import { wireItemSchema } from './entries.ts'
import { CLASH_RULES } from './requests.ts'

/** What a tus upload says of itself in Upload-Metadata; other keys are ignored. */
export const uploadMetadataSchema = z.object({
  path: wireItemSchema,
  clash: z.enum(CLASH_RULES).default('fail'),
  /** When the file was last changed where it comes from. */
  changedAt: z.iso.datetime({ offset: true }).optional(),
  /** Hex of the whole; an upload that turns out to be something else is refused with CHECKSUM_MISMATCH. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
export type UploadMetadata = z.infer<typeof uploadMetadataSchema>

/** Up to this size a file goes in one request: creation with its bytes. */
export const ONE_REQUEST_BYTES_MAX = 8 * 1024 * 1024

/** An upload of this person that waits for more, or for its place. */
export const unfinishedUploadSchema = z.object({
  id: z.string(),
  path: wireItemSchema,
  clash: z.enum(CLASH_RULES),
  sizeBytes: z.number().int().nonnegative(),
  /** How much is there, verified. */
  offsetBytes: z.number().int().nonnegative(),
  changedAt: z.string().nullable(),
  sha256: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
})
export type UnfinishedUpload = z.infer<typeof unfinishedUploadSchema>

/** The answer to GET /v1/uploads, newest first. */
export const unfinishedUploadsSchema = z.object({ uploads: z.array(unfinishedUploadSchema) })
