import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { LanguageSwitch } from './language-switch.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

export function SiteHeader() {
  const t = useTranslations()
  return (
    <header className="border-b border-line bg-surface">
      <a
        href="#content"
        className="sr-only rounded-box bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('header.skip')}
      </a>
      <div className="mx-auto flex h-14 max-w-[80rem] items-center gap-2 px-4 sm:px-6">
        <Link href="/" className="mr-auto text-base font-semibold tracking-tight">
          {t('app.name')}
        </Link>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </header>
  )
}
