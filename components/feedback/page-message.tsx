import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

interface PageMessageProps {
  title: string
  /** What happened and what to do, for a person. */
  text: string
  action?: ReactNode
  requestId?: string
}

/** In place of a whole page. Every page carries it, so it is made of little. */
export function PageMessage({ title, text, action, requestId }: PageMessageProps) {
  const t = useTranslations('pages')
  return (
    <div className="max-w-text pt-4 sm:pt-10">
      <h1 className="text-page font-semibold tracking-tight text-balance">{title}</h1>
      <p className="mt-2 text-pretty text-quiet">{text}</p>
      {action && <div className="mt-6 flex flex-wrap gap-2">{action}</div>}
      {requestId && (
        <p className="mt-8 text-table text-quiet">
          {t('request')} <code className="font-mono text-ink select-all">{requestId}</code>
        </p>
      )}
    </div>
  )
}
