'use client'

import { useTranslations } from 'next-intl'
import { useTheme } from 'next-themes'
import { useSyncExternalStore } from 'react'
import { HeaderSelect } from './header-select.tsx'

const subscribeToNothing = () => () => {}

export function ThemeSwitch() {
  const t = useTranslations('header')
  const { theme, setTheme } = useTheme()
  // The server cannot know the stored theme, so the first render shows the default and keeps the markup equal.
  const isInBrowser = useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  )
  return (
    <HeaderSelect
      label={t('theme')}
      value={isInBrowser ? (theme ?? 'system') : 'system'}
      options={[
        { value: 'system', text: t('themeSystem') },
        { value: 'light', text: t('themeLight') },
        { value: 'dark', text: t('themeDark') },
      ]}
      onChange={setTheme}
    />
  )
}
