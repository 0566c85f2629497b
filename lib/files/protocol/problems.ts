import { z } from 'zod'

/** Why a file server refused; each has a sentence under `files.problems` in the message catalogues. */
export const FILE_PROBLEMS = {
  UNAUTHENTICATED: 401,
  READ_ONLY: 403,
  /** The files belong to another user id. */
  PERMISSION_DENIED: 403,
  FOREIGN_ORIGIN: 403,
  NOT_FOUND: 404,
  NOT_A_FOLDER: 409,
  NOT_A_FILE: 409,
  /** A symbolic link, a pipe, a device or a socket stands on the way; none is ever followed or opened. */
  NOT_FOLLOWED: 409,
  NAME_TAKEN: 409,
  /** Into itself, or the root of the volume. */
  IMPOSSIBLE_MOVE: 409,
  /** The folder is not empty. */
  NOT_EMPTY: 409,
  /** Another writer holds this upload. */
  UPLOAD_BUSY: 423,
  UPLOAD_OFFSET: 409,
  UPLOAD_GONE: 410,
  CHECKSUM_MISMATCH: 460,
  CHANGED_MEANWHILE: 412,
  INVALID_INPUT: 400,
  NAME_TOO_LONG: 400,
  TOO_LARGE: 413,
  UNKNOWN_ARCHIVE: 415,
  /** An entry of the archive leads out of the folder, or it is far larger than it says. */
  UNSAFE_ARCHIVE: 422,
  RANGE: 416,
  DISK_FULL: 507,
  QUOTA_EXCEEDED: 507,
  TOO_MANY: 429,
  STOPPING: 503,
  INTERNAL: 500,
} as const
export type FileProblemCode = keyof typeof FILE_PROBLEMS

/** The body of every refusal. `path` says what it is about, `raw` is for the fold. */
export const fileProblemSchema = z.object({
  error: z.object({
    code: z.string(),
    path: z.string().nullable(),
    raw: z.string().nullable(),
    requestId: z.string(),
  }),
})
export type FileProblem = z.infer<typeof fileProblemSchema>
