'use client'

import { useTranslations } from 'next-intl'
import { NumberInput } from '#components/ui/number-input.tsx'
import { DurationField } from './duration-field.tsx'
import { Fixable, LaunchField } from './launch-field.tsx'

const HOUR = 3600
const DAY = 24 * HOUR

/** What becomes of a job that fails, that takes long, and that is done. */
export function LifetimeSection() {
  const t = useTranslations('launchPage')
  return (
    <>
      <Fixable name="retries">
        <LaunchField name="retries" label={t('fields.retries.label')} description={t('fields.retries.text')}>
          {(control) => <NumberInput {...control} min={0} max={20} className="max-w-44" />}
        </LaunchField>
      </Fixable>
      <DurationField
        name="timeLimitSeconds"
        noneLabel={t('values.noTimeLimit')}
        choices={[600, HOUR, 2 * HOUR, 6 * HOUR, DAY, 7 * DAY]}
      />
      <DurationField name="ttlSeconds" choices={[0, HOUR, DAY, 7 * DAY, 30 * DAY]} />
    </>
  )
}
