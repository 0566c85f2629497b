import { useTranslations } from 'next-intl'
import { CallError } from '#lib/http/call.ts'
import { FileProblemError } from '../file-problem.ts'

export interface ProblemText {
  message: string
  raw: string | null
  requestId: string | null
}

/** A failure of the portal or of a file server, for people. */
export function useProblemText(): (error: unknown) => ProblemText {
  const t = useTranslations('files')
  return (error) => {
    if (error instanceof CallError) {
      return { message: error.view.message, raw: error.view.raw ?? null, requestId: error.view.requestId || null }
    }
    if (!(error instanceof FileProblemError)) return { message: t('preview.problem'), raw: null, requestId: null }
    // Codes come from the file server, so the types cannot know them.
    const key = `problems.${error.code}` as Parameters<typeof t.has>[0]
    const message = t.has(key) ? t(key as 'problems.INTERNAL') : t('preview.problem')
    return { message, raw: error.raw, requestId: error.requestId || null }
  }
}
