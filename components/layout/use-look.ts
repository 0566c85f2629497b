'use client'

import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { useTheme } from 'next-themes'
import { useSyncExternalStore } from 'react'
import { LOCALE_COOKIE, LOCALES } from '#lib/i18n/locales.ts'

const YEAR_SECONDS = 365 * 24 * 3600
const THEMES = ['system', 'light', 'dark'] as const

const subscribeToNothing = () => () => {}

/** The reader's theme and language, and what there is to choose from. */
export function useLook() {
  const t = useTranslations()
  const locale = useLocale()
  const router = useRouter()
  const { theme = 'system', setTheme } = useTheme()
  // The server cannot know the stored theme, so the first render shows the default and keeps the markup equal.
  const isInBrowser = useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  )
  return {
    theme: isInBrowser ? theme : 'system',
    themes: THEMES.map((value) => ({ value, label: t(`layout.themes.${value}`) })),
    setTheme,
    locale,
    languages: LOCALES.map((value) => ({ value, label: t(`languages.${value}`), lang: value })),
    setLocale: (value: string) => {
      document.cookie = `${LOCALE_COOKIE}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
      router.refresh()
    },
  }
}
