'use client'

import { useTranslations } from 'next-intl'
import { Field } from '#components/form/field.tsx'
import { useLook } from '#components/layout/use-look.ts'
import { Card } from '#components/ui/card.tsx'
import { Select } from '#components/ui/select.tsx'

/** How the portal looks in this browser. */
export function LookCard() {
  const t = useTranslations('profile.look')
  const look = useLook()
  return (
    <Card title={t('title')} description={t('text')}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('language')}>
          {(control) => (
            <Select
              {...control}
              value={look.locale}
              options={look.languages}
              onChange={(event) => look.setLocale(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('theme')}>
          {(control) => (
            <Select
              {...control}
              value={look.theme}
              options={look.themes}
              onChange={(event) => look.setTheme(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Card>
  )
}
