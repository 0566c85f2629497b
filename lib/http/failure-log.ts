import type { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import { toAppError } from './error-view.ts'

/** Refusals are everyday; what an administrator has to look at is a warning, and our own mistakes are errors. */
export function logFailure(thrown: unknown, error: AppError, where: { action: string } | { route: string }): void {
  if (error.code === 'INTERNAL') log.error({ ...where, error: thrown }, 'Something unexpected failed')
  else if (error.code === 'UNAVAILABLE') log.warn({ ...where, error }, 'Something that is needed was not available')
  else log.info({ ...where, code: error.code, reason: error.messageKey ?? error.details.kubeCase }, 'Refused')
}

/** Errors of pages: the digest is all that a browser sees of one, and leads back to this line. */
export function logPageError(thrown: unknown, context: { routePath: string; routeType: string }): void {
  const error = toAppError(thrown)
  const digest = thrown instanceof Error && 'digest' in thrown ? String(thrown.digest) : undefined
  const where = { route: context.routePath, type: context.routeType, digest }
  if (error.code === 'INTERNAL') log.error({ ...where, error: thrown }, 'A page failed')
  else
    log.info({ ...where, code: error.code, reason: error.messageKey ?? error.details.kubeCase }, 'A page was refused')
}
