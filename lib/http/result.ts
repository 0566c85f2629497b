import type { ErrorCode, MessageParams } from '#lib/errors.ts'

/** What a browser is told of a failure: sentences in the person's language, and the raw answer to fold away below. */
export interface ErrorView {
  code: ErrorCode
  message: string
  /** Below `errors` in the catalogues. */
  messageKey?: string
  params?: MessageParams
  /** Sentences by the path of a field ("size", "mounts.0.path"). */
  fields?: Record<string, string>
  /** The API server's own words. */
  raw?: string
  /** What the page needs besides sentences; only what an operation put there for it. */
  data?: unknown
  requestId: string
}

/** What every server action answers; nothing that is expected is thrown. */
export type ActionResult<T> =
  | {
      ok: true
      value: T
      /** What the cluster accepted, as the query parameter `after` of the next read takes it ("volumes.81234"). */
      writes?: string[]
    }
  | { ok: false; error: ErrorView }
