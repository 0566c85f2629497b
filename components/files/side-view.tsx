'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import type { Browse } from './use-browse.ts'

interface SideViewProps {
  browse: Browse
  /** Of the messages: `title`, `text` and `back` stand below it. */
  messages: 'files.trash' | 'files.space'
  actions: ReactNode
  children: ReactNode
}

/** What stands in the place of the list for a while: what it is, and the way back. */
export function SideView({ browse, messages, actions, children }: SideViewProps) {
  const t = useTranslations(messages)
  return (
    <section aria-label={t('title')} className="min-h-0 grow overflow-y-auto p-4 sm:px-6">
      <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-title font-semibold">{t('title')}</h2>
          <p className="max-w-text text-pretty text-quiet">{t('text')}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button variant="ghost" onClick={() => browse.go({ show: 'files' })}>
            {t('back')}
          </Button>
          {actions}
        </div>
      </div>
      {children}
    </section>
  )
}
