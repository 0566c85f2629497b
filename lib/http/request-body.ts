import { AppError } from '#lib/errors.ts'
import { readLimited } from './read-limited.ts'

const BODY_MAX_BYTES = 1024 * 1024

/** The parsed JSON of a request; throws INVALID_INPUT for anything else and for more than 1 MiB. */
export async function readJsonBody(request: Request): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) throw toBodyError('notJson')
  const body = request.body ? await readLimited(request.body, BODY_MAX_BYTES) : Buffer.alloc(0)
  if (!body) throw toBodyError('tooLarge')
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    // Without the parser's error: it quotes the body, which may hold a secret.
    throw toBodyError('notJson')
  }
}

function toBodyError(reason: 'notJson' | 'tooLarge'): AppError {
  const sentence = reason === 'tooLarge' ? 'More than 1 MiB was sent.' : 'What was sent is not JSON.'
  return new AppError('INVALID_INPUT', sentence, { messageKey: `request.${reason}` })
}
