import { AppError } from '#lib/errors.ts'

/** What an attempt is refused with; success fails the test, and so does any other error. */
export async function catchRefusal(attempt: Promise<unknown> | (() => unknown)): Promise<AppError> {
  try {
    await (typeof attempt === 'function' ? attempt() : attempt)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** The sentence for each field, by the keys of the catalogues. */
export function listFieldKeys({ fields }: AppError): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(fields).map(([field, { messageKey }]) => [field, messageKey]))
}

export async function tellRefusal(attempt: Promise<unknown>) {
  const error = await catchRefusal(attempt)
  return { code: error.code, messageKey: error.messageKey, fields: listFieldKeys(error) }
}
