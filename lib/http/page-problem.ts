import type { ErrorCode } from '#lib/errors.ts'

/** Why a page could not be made, as its error page knows it. */
export interface PageProblem {
  code: ErrorCode
  /** Below `errors` in the catalogues. */
  messageKey: string | null
  requestId: string
}

const MARK = 'moorage'

export function formatPageProblem({ code, messageKey, requestId }: PageProblem): string {
  return [MARK, code, messageKey ?? '', requestId].join(' ')
}

/** Everything that was not foreseen is INTERNAL; the number that Next.js gave it stands in the log as well. */
export function parsePageProblem(error: unknown): PageProblem {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : ''
  const [mark, code, messageKey = '', requestId = ''] = digest.split(' ')
  if (mark !== MARK) return { code: 'INTERNAL', messageKey: null, requestId: digest }
  return { code: code as ErrorCode, messageKey: messageKey === '' ? null : messageKey, requestId }
}
