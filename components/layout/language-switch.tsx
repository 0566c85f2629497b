'use client'

import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { LOCALE_COOKIE, LOCALES } from '#lib/i18n/locales.ts'
import { HeaderSelect } from './header-select.tsx'

const YEAR_SECONDS = 365 * 24 * 3600

export function LanguageSwitch() {
  const t = useTranslations()
  const locale = useLocale()
  const router = useRouter()
  return (
    <HeaderSelect
      label={t('header.language')}
      value={locale}
      options={LOCALES.map((value) => ({ value, text: t(`languages.${value}`), lang: value }))}
      onChange={(value) => {
        document.cookie = `${LOCALE_COOKIE}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
        router.refresh()
      }}
    />
  )
}
