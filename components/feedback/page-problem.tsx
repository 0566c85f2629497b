'use client'

import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { useErrorSentences } from '#components/form/use-error-sentences.ts'
import { getButtonClass } from '#components/ui/button-class.ts'
import { type PageProblem, parsePageProblem } from '#lib/http/page-problem.ts'
import { routes } from '#lib/routes.ts'
import { PageMessage } from './page-message.tsx'

/** How often a page that only waits for the cluster is asked for again. */
const RETRY_MS = 4000

interface PageProblemViewProps {
  error: unknown
  retry: () => void
}

/** What an error.tsx shows: why there is no page, in plain words, and a way on. */
export function PageProblemView({ error, retry }: PageProblemViewProps) {
  const t = useTranslations('pages')
  const problem = parsePageProblem(error)
  const { title, text } = useSentences(problem)
  const isPassing = problem.code === 'UNAVAILABLE' || problem.code === 'NOT_READY'
  useEffect(() => {
    if (!isPassing) return
    // A retry that fails brings a new error, and with it the next one.
    const timer = setTimeout(retry, RETRY_MS)
    return () => clearTimeout(timer)
  }, [isPassing, error, retry])
  return (
    <PageMessage
      title={title}
      text={text}
      requestId={problem.requestId}
      action={
        <>
          <button type="button" onClick={retry} className={getButtonClass({})}>
            {t('retry')}
          </button>
          <a href={routes.home()} className={getButtonClass({ variant: 'ghost' })}>
            {t('home')}
          </a>
        </>
      }
    />
  )
}

function useSentences({ code, messageKey }: PageProblem): { title: string; text: string } {
  const t = useTranslations('pages')
  const sentence = useErrorSentences()(messageKey ?? '', {})
  if (code === 'UNAVAILABLE') return { title: t('unavailable.title'), text: t('unavailable.text') }
  if (code === 'NOT_READY') return { title: t('notReady.title'), text: sentence ?? t('notReady.text') }
  // One that was not foreseen is the portal's own, whatever general sentence there is for it.
  return sentence && code !== 'INTERNAL'
    ? { title: t('refused.title'), text: sentence }
    : { title: t('internal.title'), text: t('internal.text') }
}
