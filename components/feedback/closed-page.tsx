'use client'

import { useTranslations } from 'next-intl'
import { LeanFrame } from '#components/layout/lean-frame.tsx'
import { getButtonClass } from '#components/ui/button-class.ts'
import { routes } from '#lib/routes.ts'
import { PageMessage } from './page-message.tsx'

interface ClosedPageProps {
  kind: 'notFound' | 'forbidden'
  requestId: string
  /** Where no layout puts a frame around it. */
  hasFrame?: boolean
}

/** There is no such page, or not for this person. */
export function ClosedPage({ kind, requestId, hasFrame = false }: ClosedPageProps) {
  const t = useTranslations('pages')
  const message = (
    <PageMessage
      title={t(`${kind}.title`)}
      text={t(`${kind}.text`)}
      // A plain link: after something went wrong, a page that is made anew is the better one.
      action={
        <a href={routes.home()} className={getButtonClass({})}>
          {t('home')}
        </a>
      }
      requestId={requestId}
    />
  )
  return hasFrame ? <LeanFrame>{message}</LeanFrame> : message
}
