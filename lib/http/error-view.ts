import type { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { ErrorCode, FieldMessage, MessageParams } from '#lib/errors.ts'
import type { ErrorView } from './result.ts'

/** Finds a sentence in the person's language; null when no catalogue has the key. */
export type Translate = (key: string, params: MessageParams) => string | null

const RAW_MAX_LENGTH = 2000
const UNKNOWN = 'Something went wrong in the portal itself. The request number helps an administrator to find out what.'
const KEY = /^[a-z][A-Za-z]*(\.[A-Za-z][\w-]*)+$/

export const STATUS: Record<ErrorCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID_INPUT: 400,
  CONFLICT: 409,
  QUOTA_EXCEEDED: 409,
  NOT_READY: 409,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
}

/** Every thrown value as the AppError that the person is told about; what was not foreseen is INTERNAL. */
export function toAppError(error: unknown): AppError {
  if (!(error instanceof AppError))
    return new AppError('INTERNAL', UNKNOWN, { cause: error, messageKey: 'code.INTERNAL' })
  // The cluster refused the portal's own account; signing in again would not help anybody.
  if (error.code === 'UNAUTHENTICATED' && error.details.kubeCase === 'unauthenticated') {
    return new AppError('UNAVAILABLE', error.userMessage, { cause: error, messageKey: 'kube.unauthenticated' })
  }
  return error
}

/** What of an error may leave the portal. The texts of INTERNAL errors do not: nobody wrote them for a person. */
export function toErrorView(error: AppError, options: { requestId: string; translate: Translate }): ErrorView {
  const { requestId, translate } = options
  const isInternal = error.code === 'INTERNAL'
  const { messageKey, params } = isInternal ? { messageKey: 'code.INTERNAL', params: {} } : getMessage(error)
  const text = isInternal ? UNKNOWN : error.userMessage
  const view: ErrorView = {
    code: error.code,
    message: (messageKey && translate(messageKey, params)) || text,
    ...(messageKey ? { messageKey } : {}),
    ...(Object.keys(params).length > 0 ? { params } : {}),
    requestId,
  }
  const fields = Object.entries(error.fields)
  if (fields.length > 0) {
    view.fields = Object.fromEntries(fields.map(([path, message]) => [path, toSentence(message, translate)]))
  }
  const { rawMessage, data } = error.details
  if (!isInternal && typeof rawMessage === 'string' && rawMessage !== '') view.raw = rawMessage.slice(0, RAW_MAX_LENGTH)
  if (!isInternal && data !== undefined) view.data = data
  return view
}

function toSentence(message: FieldMessage, translate: Translate): string {
  return (message.messageKey && translate(message.messageKey, message.params ?? {})) || message.text
}

/** Refusals of the API server have a key each by their case, with what the sentence needs. */
function getMessage(error: AppError): { messageKey: string | null; params: MessageParams } {
  const { kubeCase, name, kind } = error.details
  if (error.messageKey || typeof kubeCase !== 'string') return { messageKey: error.messageKey, params: error.params }
  const params: MessageParams = {}
  if (typeof name === 'string') params.name = name
  if (typeof kind === 'string') params.kind = kind
  return { messageKey: `kube.${kubeCase}`, params }
}

/** Reads what came from outside; throws INVALID_INPUT with a sentence per field. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const fields: Record<string, FieldMessage> = {}
  for (const issue of parsed.error.issues) fields[issue.path.join('.')] ??= toFieldMessage(issue)
  throw new AppError('INVALID_INPUT', 'Some of what was entered cannot be used.', {
    messageKey: 'input.invalid',
    fields,
  })
}

/** A schema's own message is the key of a sentence ("storage.sizeTooSmall"); without one, zod's code is. */
function toFieldMessage(issue: z.core.$ZodIssue): FieldMessage {
  const params: MessageParams = {}
  if ('minimum' in issue) params.minimum = Number(issue.minimum)
  if ('maximum' in issue) params.maximum = Number(issue.maximum)
  const isKey = KEY.test(issue.message)
  const text = isKey ? 'This cannot be used.' : issue.message
  return { messageKey: isKey ? issue.message : `input.${issue.code}`, params, text }
}
