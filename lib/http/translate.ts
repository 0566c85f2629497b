import { getTranslations } from 'next-intl/server'
import type { Translate } from './error-view.ts'

/** Sentences for errors in the language of the request that is being answered. */
export async function getErrorTranslator(): Promise<Translate> {
  const t = await getTranslations()
  return (key, params) => {
    // Keys come from errors, so the types cannot know them.
    const path = `errors.${key}` as Parameters<typeof t.has>[0]
    if (!t.has(path)) return null
    const sentence = t(path, params as never)
    // What a sentence cannot be made of comes back as its path.
    return sentence === path ? null : sentence
  }
}
