'use client'

import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { NumberInput } from '#components/ui/number-input.tsx'
import { Select } from '#components/ui/select.tsx'
import { Fixable, LaunchField } from './launch-field.tsx'
import { useLaunchPlace } from './launch-context.tsx'
import type { LaunchValues } from './launch-values.ts'
import { withCurrent } from './offered-names.ts'

/** How many of it run at once, and what hardware each has besides. */
export function ScaleSection() {
  const t = useTranslations('launchPage.fields')
  const { offer, template } = useLaunchPlace()
  const [kind, gpus, gpuResource] = useWatch<LaunchValues, ['kind', 'gpus', 'gpuResource']>({
    name: ['kind', 'gpus', 'gpuResource'],
  })
  const most = offer.gpus.find(({ resource }) => resource === gpuResource)?.largestPerNode ?? 0
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
      {offer.gpus.length > 1 && (
        <Fixable name="gpuResource">
          <LaunchField name="gpuResource" label={t('gpuResource.label')} description={t('gpuResource.text')}>
            {(control) => (
              <Select
                {...control}
                className="max-w-72"
                options={withCurrent(
                  offer.gpus.map(({ resource }) => ({ value: resource, label: resource })),
                  gpuResource,
                )}
              />
            )}
          </LaunchField>
        </Fixable>
      )}
      {offer.gpus.length > 0 || gpus !== 0 ? (
        <LaunchField name="gpus" label={t('gpus.label')} description={t('gpus.text', { most })}>
          {(control) => (
            <NumberInput
              {...control}
              min={0}
              max={most}
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
