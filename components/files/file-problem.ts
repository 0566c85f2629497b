import { FILE_PROBLEMS, type FileProblemCode, fileProblemSchema } from '#lib/files/protocol/problems.ts'

/** `UNREACHABLE`: nobody answered, or the answer broke off; `NOT_READY`: the portal has no file server for this yet. */
export type FileErrorCode = FileProblemCode | 'UNREACHABLE' | 'NOT_READY'

export interface FileProblemParts {
  status?: number
  /** What it is about, as a path of the wire. */
  path?: string | null
  /** For the fold. */
  raw?: string | null
  requestId?: string
  cause?: unknown
}

/** Why a call to a file server failed; each code has a sentence below `files.problems`. */
export class FileProblemError extends Error {
  readonly code: FileErrorCode
  readonly status: number
  readonly path: string | null
  readonly raw: string | null
  readonly requestId: string

  constructor(code: FileErrorCode, parts: FileProblemParts = {}) {
    super(code, { cause: parts.cause })
    this.name = 'FileProblemError'
    this.code = code
    this.status = parts.status ?? 0
    this.path = parts.path ?? null
    this.raw = parts.raw ?? null
    this.requestId = parts.requestId ?? ''
  }
}

/** A code that this browser has no sentence for (the server is newer) counts as INTERNAL. */
export function toFileErrorCode(code: string): FileErrorCode {
  return Object.hasOwn(FILE_PROBLEMS, code) ? (code as FileProblemCode) : 'INTERNAL'
}

export async function toFileProblem(response: Response): Promise<FileProblemError> {
  const { status } = response
  const body: unknown = await response.json().catch(() => null)
  const parsed = fileProblemSchema.safeParse(body)
  if (parsed.success) {
    const { code, path, raw, requestId } = parsed.data.error
    return new FileProblemError(toFileErrorCode(code), { status, path, raw, requestId })
  }
  // Not the file server's own words: something between it and the browser answered.
  const isAway = status === 502 || status === 503 || status === 504 || status === 404
  return new FileProblemError(status === 401 ? 'UNAUTHENTICATED' : isAway ? 'UNREACHABLE' : 'INTERNAL', { status })
}

/** Worth trying again by itself: the server was away or ends just now. */
export function isPassing(error: unknown): boolean {
  return error instanceof FileProblemError && PASSING.has(error.code)
}

const PASSING = new Set<FileErrorCode>(['UNREACHABLE', 'NOT_READY', 'STOPPING', 'TOO_MANY'])
