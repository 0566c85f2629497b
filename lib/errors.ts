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

/**
 * The one error that Moorage throws. `userMessage` is a sentence for a person, with its cure where there is one;
 * `cause` and `details` are for the log, never for the screen.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly userMessage: string
  readonly details: Record<string, unknown>

  constructor(
    code: ErrorCode,
    userMessage: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(userMessage, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.userMessage = userMessage
    this.details = options.details ?? {}
  }
}
