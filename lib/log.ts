import { AsyncLocalStorage } from 'node:async_hooks'
import { pino } from 'pino'
import { AppError } from '#lib/errors.ts'

/** What belongs to one request, from its first byte to its last. */
export interface RequestContext {
  readonly requestId: string
}

interface LogState {
  context: AsyncLocalStorage<RequestContext>
}

// Next.js may load this file more than once per process; a request has to be the same one in each copy.
const shared = globalThis as typeof globalThis & { moorageLog?: LogState }
shared.moorageLog ??= { context: new AsyncLocalStorage() }

/** Follows a request through everything that is done for it. */
export const requestContext = shared.moorageLog.context

// A signed token, a bearer header, and what follows a word for something secret.
const SECRETS =
  /eyJ[\w-]{8,}\.[\w-]+\.?[\w-]*|(?<=\bBearer )\S+|(?<=(?:(?:secret|password|token)["']?[=:]\s?["']?|\bcode=))[^\s"'&,}]{6,}/gi

/** Free text from elsewhere (messages of libraries) without what looks like a secret. */
export function scrub(text: string): string {
  return text.replace(SECRETS, '…')
}

interface LoggedError {
  type: string
  message: string
  code?: string
  details?: Record<string, unknown>
  stack?: string
  cause?: unknown
}

const CAUSES_SHOWN = 4
// What the API server said may quote an object, Secrets included; it is shown to who asked, and never logged.
const NEVER_LOGGED = new Set(['rawMessage', 'causes'])

/** What a log line says of an error and of its causes. */
export function toLoggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: scrub(String(error)) }
  const logged: LoggedError = { type: error.name, message: scrub(error.message) }
  if (error instanceof AppError) {
    logged.code = error.code
    logged.details = Object.fromEntries(Object.entries(error.details).filter(([name]) => !NEVER_LOGGED.has(name)))
  } else if ('code' in error) {
    logged.code = String(error.code)
  }
  // An AppError that was foreseen says what happened; its place in the code does not matter.
  if (!(error instanceof AppError) || error.code === 'INTERNAL') logged.stack = scrub(error.stack ?? '')
  if (error.cause !== undefined && depth < CAUSES_SHOWN) logged.cause = toLoggedError(error.cause, depth + 1)
  return logged
}

/** JSON lines on the standard output; an error goes in as `{ error }`. Names of people are fit for it, secrets are not. */
export const log = pino({
  // Read here and not from lib/env.ts: problems with the settings are logged too.
  level: /^(fatal|error|warn|info|debug|trace)$/.test(process.env.MOORAGE_LOG_LEVEL ?? '')
    ? process.env.MOORAGE_LOG_LEVEL
    : 'info',
  base: { service: 'moorage' },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  serializers: { error: (error: unknown) => toLoggedError(error) },
  redact: {
    paths: [
      'cookie',
      'authorization',
      'token',
      'password',
      'secret',
      '*.cookie',
      '*.authorization',
      '*.token',
      '*.password',
      '*.secret',
    ],
    censor: '…',
  },
  mixin: () => ({ requestId: requestContext.getStore()?.requestId }),
})
