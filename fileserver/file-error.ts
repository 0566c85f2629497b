import { FILE_PROBLEMS, type FileProblemCode } from '#lib/files/protocol/problems.ts'

/** The one error a handler throws: a code that both sides know, and the path of the wire it is about. */
export class FileError extends Error {
  readonly code: FileProblemCode
  readonly path: string | null

  constructor(code: FileProblemCode, options: { path?: string; cause?: unknown } = {}) {
    super(code, { cause: options.cause })
    this.name = 'FileError'
    this.code = code
    this.path = options.path ?? null
  }

  get status(): number {
    return FILE_PROBLEMS[this.code]
  }
}

const BY_ERRNO: Record<string, FileProblemCode> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'QUOTA_EXCEEDED',
  EFBIG: 'TOO_LARGE',
  EACCES: 'PERMISSION_DENIED',
  EPERM: 'PERMISSION_DENIED',
  EROFS: 'READ_ONLY',
  ENOENT: 'NOT_FOUND',
  ESTALE: 'NOT_FOUND',
  EEXIST: 'NAME_TAKEN',
  ENOTDIR: 'NOT_A_FOLDER',
  EISDIR: 'NOT_A_FILE',
  ELOOP: 'NOT_FOLLOWED',
  ENXIO: 'NOT_FOLLOWED',
  ENODEV: 'NOT_FOLLOWED',
  ENAMETOOLONG: 'NAME_TOO_LONG',
  ENOTEMPTY: 'NOT_EMPTY',
  EMFILE: 'TOO_MANY',
  ENFILE: 'TOO_MANY',
}

/** The errno of a failed system call ("ENOENT"), or null. */
export function getErrno(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** What went wrong as a problem of the protocol; what nobody foresaw becomes INTERNAL. */
export function toFileError(error: unknown, path?: string): FileError {
  if (error instanceof FileError) {
    return error.path === null && path !== undefined ? new FileError(error.code, { path, cause: error.cause }) : error
  }
  return new FileError(BY_ERRNO[getErrno(error) ?? ''] ?? 'INTERNAL', { path, cause: error })
}
