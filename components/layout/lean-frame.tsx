import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { routes } from '#lib/routes.ts'
import { BrandMark } from './brand-mark.tsx'

/** The frame of what goes wrong: every page carries it, so it holds only the way home, by a plain link. */
export function LeanFrame({ children }: { children: ReactNode }) {
  const t = useTranslations('app')
  return (
    <>
      <header className="border-b border-line">
        <div className="mx-auto flex h-14 max-w-page items-center px-4 sm:px-6">
          <a
            href={routes.home()}
            className="inline-flex h-control items-center gap-2 rounded-item font-semibold tracking-tight"
          >
            <BrandMark />
            {t('name')}
          </a>
        </div>
      </header>
      <main id="content" className="mx-auto w-full max-w-page px-4 py-10 sm:px-6 sm:py-14">
        {children}
      </main>
    </>
  )
}
