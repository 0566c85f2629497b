import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { readLimited } from '#lib/http/read-limited.ts'

const BODY_MAX_BYTES = 32 * 1024
const formSchema = z.object({ logout_token: z.string().min(1) })

/** The token of a back-channel logout request, not checked yet; throws INVALID_INPUT for everything else. */
export async function readLogoutToken(request: Request): Promise<string> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) throw toFormError()
  const body = request.body && (await readLimited(request.body, BODY_MAX_BYTES))
  if (!body) throw toFormError()
  const form = new URLSearchParams(body.toString('utf8'))
  const parsed = formSchema.safeParse(Object.fromEntries(form))
  if (!parsed.success) throw toFormError()
  return parsed.data.logout_token
}

function toFormError(): AppError {
  return new AppError('INVALID_INPUT', 'A logout request is a form with one logout_token.')
}
