import { useTranslations } from 'next-intl'
import type { Translate } from '#lib/http/error-view.ts'

/** Sentences for errors from the catalogue that the browser has; the same keys as on the server. */
export function useErrorSentences(): Translate {
  const t = useTranslations()
  return (key, params) => {
    // Keys come from schemas, so the types cannot know them.
    const path = `errors.${key}` as Parameters<typeof t.has>[0]
    return t.has(path) ? t(path, params as never) : null
  }
}
