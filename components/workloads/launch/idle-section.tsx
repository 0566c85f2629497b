'use client'

import { useTranslations } from 'next-intl'
import { DurationField } from './duration-field.tsx'

const HOUR = 3600

/** When a service that nobody uses is stopped. */
export function IdleSection() {
  const t = useTranslations('launchPage.values')
  return (
    <DurationField
      name="idleSeconds"
      noneLabel={t('neverIdle')}
      choices={[HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR, 7 * 24 * HOUR]}
    />
  )
}
