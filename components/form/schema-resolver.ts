import { type FieldErrors, type FieldValues, type Resolver, set } from 'react-hook-form'
import type { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { parseInput, toErrorView, type Translate } from '#lib/http/error-view.ts'

/** Checks a form by the schema of its action, with the very sentences that the server would answer. */
export function createSchemaResolver<Values extends FieldValues>(
  schema: z.ZodType<unknown, Values>,
  translate: Translate,
): Resolver<Values> {
  return (values) => {
    try {
      parseInput(schema, values)
      // The form's own values go to the action, which parses them itself.
      return { values, errors: {} }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const { fields = {} } = toErrorView(error, { requestId: '', translate })
      return { values: {}, errors: toFieldErrors<Values>(fields) }
    }
  }
}

/** The same for a large schema, whose code comes when the form is there. */
export function createLateResolver<Values extends FieldValues>(
  load: () => Promise<z.ZodType<unknown, Values>>,
  translate: Translate,
): Resolver<Values> {
  return async (values, context, options) => {
    const schema = await load().catch(() => null)
    // The server checks by the same schema, and answers with the same sentences.
    if (schema === null) return { values, errors: {} }
    return createSchemaResolver(schema, translate)(values, context, options)
  }
}

/** Sentences by path ("mounts.0.path") in the nested form that react-hook-form reads. */
function toFieldErrors<Values extends FieldValues>(fields: Record<string, string>): FieldErrors<Values> {
  const errors: FieldErrors<Values> = {}
  for (const [path, message] of Object.entries(fields))
    set(errors, path === '' ? 'root' : path, { type: 'schema', message })
  return errors
}
