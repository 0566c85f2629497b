'use client'

import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { NumberInput } from '#components/ui/number-input.tsx'
import { Fixable, LaunchField } from './launch-field.tsx'
import { useLaunchPlace } from './launch-context.tsx'
import type { LaunchValues } from './launch-values.ts'

/** How many of it run at once, and what hardware each has besides. */
export function ScaleSection() {
  const t = useTranslations('launchPage.fields')
  const { offer, template } = useLaunchPlace()
  const [kind, gpus] = useWatch<LaunchValues, ['kind', 'gpus']>({ name: ['kind', 'gpus'] })
  return (
    <>
      {kind === 'service' && (
        <Fixable name="replicas">
          <LaunchField name="replicas" label={t('replicas.label')} description={t('replicas.text')}>
            {(control) => <NumberInput {...control} min={0} max={50} className="max-w-44" />}
          </LaunchField>
        </Fixable>
      )}
      {/* Where no machine has any there is nothing to choose, but what a clone brings along can be taken off. */}
      {offer.gpus || gpus !== 0 ? (
        <LaunchField
          name="gpus"
          label={t('gpus.label')}
          description={t('gpus.text', { most: offer.gpus?.largestPerNode ?? 0 })}
        >
          {(control) => (
            <NumberInput
              {...control}
              min={0}
              max={offer.gpus?.largestPerNode ?? 0}
              readOnly={template?.isSizeFree === false}
              className="max-w-44"
            />
          )}
        </LaunchField>
      ) : (
        <p className="text-table text-quiet">{t('gpus.none')}</p>
      )}
    </>
  )
}
