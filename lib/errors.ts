export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INVALID_INPUT'
  | 'CONFLICT'
  | 'QUOTA_EXCEEDED'
  | 'NOT_READY'
  | 'TOO_MANY_REQUESTS'
  | 'UNAVAILABLE'
  | 'INTERNAL'

/** What a sentence of the catalogues is filled with. */
export type MessageParams = Record<string, string | number>

/** A sentence by its key below `errors` in the catalogues; `text` is the English one, shown where no catalogue has the key. */
export interface FieldMessage {
  messageKey?: string
  params?: MessageParams
  text: string
}

export interface AppErrorOptions {
  cause?: unknown
  details?: Record<string, unknown>
  /** The sentence's key below `errors` in the catalogues, as in "storage.shrink". */
  messageKey?: string
  params?: MessageParams
  /** Sentences that belong beside single fields of a form, by the field's path ("size", "mounts.0.path"). */
  fields?: Record<string, FieldMessage>
}

// Next.js may load this file more than once per process, and an error of one copy is caught by another.
const BRAND = Symbol.for('moorage.AppError')

/**
 * The one error that Moorage throws. `userMessage` is a sentence for a person, with its cure where there is one;
 * `messageKey` finds the same sentence in the person's language. `cause` and `details` are for the log, never for
 * the screen.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly userMessage: string
  readonly messageKey: string | null
  readonly params: MessageParams
  readonly fields: Record<string, FieldMessage>
  // Private, so that printing the error does not print them: the API server's own words may be among them.
  readonly #details: Record<string, unknown>

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value
  }

  constructor(code: ErrorCode, userMessage: string, options: AppErrorOptions = {}) {
    super(userMessage, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.userMessage = userMessage
    this.messageKey = options.messageKey ?? null
    this.params = options.params ?? {}
    this.fields = options.fields ?? {}
    this.#details = options.details ?? {}
  }

  get [BRAND](): true {
    return true
  }

  get details(): Record<string, unknown> {
    return this.#details
  }
}
