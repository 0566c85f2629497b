'use client'

import { useTranslations } from 'next-intl'
import { Select } from '#components/ui/select.tsx'
import { useLook } from './use-look.ts'

/** Language and theme where nobody is signed in. */
export function LookSelects() {
  const t = useTranslations('layout')
  const look = useLook()
  return (
    <div className="flex gap-2">
      <Select
        aria-label={t('language')}
        value={look.locale}
        options={look.languages}
        onChange={(event) => look.setLocale(event.target.value)}
      />
      <Select
        aria-label={t('theme')}
        value={look.theme}
        options={look.themes}
        onChange={(event) => look.setTheme(event.target.value)}
      />
    </div>
  )
}
