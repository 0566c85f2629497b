import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import type { z } from 'zod'
import type { Actor } from '#lib/auth/actor.ts'
import { requireActor } from '#lib/auth/session.ts'
import { getEnv } from '#lib/env.ts'
import { parseInput, toAppError, toErrorView } from './error-view.ts'
import { logFailure } from './failure-log.ts'
import { countAction } from './metrics.ts'
import { requireSameOrigin } from './origin.ts'
import { runInScope } from './request-scope.ts'
import type { ActionResult } from './result.ts'
import { getErrorTranslator } from './translate.ts'

export interface ActionDefinition<Schema extends z.ZodType> {
  /** In logs and metrics, as in "storage.create". */
  name: string
  schema: Schema
}

/**
 * The one way to make a server action: the request's origin, the session and the input are checked, in this order,
 * before the handler sees anything. The operation that the handler calls authorizes and writes the audit. What goes
 * wrong is returned, never thrown.
 */
export function defineAction<Schema extends z.ZodType, T>(
  definition: ActionDefinition<Schema>,
  handler: (actor: Actor, input: z.output<Schema>) => Promise<T>,
): (input: z.input<Schema>) => Promise<ActionResult<T>> {
  const { name, schema } = definition
  return (input) =>
    runInScope(async ({ requestId, writes }) => {
      try {
        requireSameOrigin(await headers(), getEnv().portalUrl)
        const actor = await requireActor()
        // Anybody who is signed in can send anything here, whatever the type says.
        const value = await handler(actor, parseInput(schema, input))
        countAction(name, 'OK')
        return { ok: true, value, ...(writes.length > 0 ? { writes } : {}) }
      } catch (thrown) {
        // Redirects and the like are thrown by Next.js and belong to it.
        unstable_rethrow(thrown)
        const error = toAppError(thrown)
        logFailure(thrown, error, { action: name })
        countAction(name, error.code)
        return { ok: false, error: toErrorView(error, { requestId, translate: await getErrorTranslator() }) }
      }
    })
}
