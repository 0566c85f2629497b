'use client'

import { useTranslations } from 'next-intl'
import { useController } from 'react-hook-form'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { useLaunchPlace } from './launch-context.tsx'
import { PlaceProblem } from './launch-field.tsx'
import type { LaunchValues } from './launch-values.ts'

type EnvironmentSet = LaunchValues['environmentSets'][number]

/** ConfigMaps and Secrets of which all entries become variables. */
export function EnvironmentSets() {
  const t = useTranslations('launchPage.fields.environmentSets')
  const { offer } = useLaunchPlace()
  const { field } = useController({ name: 'environmentSets' })
  const chosen = field.value as EnvironmentSet[]
  const isSame = (a: EnvironmentSet, b: EnvironmentSet) => a.source === b.source && a.object === b.object
  const offered: EnvironmentSet[] = [
    ...offer.configMaps.map(({ name }) => ({ source: 'config-map' as const, object: name })),
    ...offer.secrets
      .filter((one) => !one.isPullSecret)
      .map(({ name }) => ({ source: 'secret' as const, object: name })),
  ]
  const sets = [...offered, ...chosen.filter((one) => !offered.some((other) => isSame(one, other)))]
  if (sets.length === 0) return null
  return (
    <fieldset className="grid gap-2">
      <legend className="font-medium">{t('label')}</legend>
      <p className="max-w-text text-table text-pretty text-quiet">{t('text')}</p>
      {sets.map((one) => {
        const at = chosen.findIndex((other) => isSame(one, other))
        return (
          <div key={`${one.source} ${one.object}`}>
            <Checkbox
              label={
                <>
                  <span className="font-mono">{one.object}</span>{' '}
                  <span className="text-quiet">({t(`sources.${one.source}`)})</span>
                </>
              }
              checked={at >= 0}
              onBlur={field.onBlur}
              onChange={({ target }) =>
                field.onChange(target.checked ? [...chosen, one] : chosen.filter((other) => !isSame(one, other)))
              }
            />
            {at >= 0 && <PlaceProblem path={`environmentSets.${at}`} />}
          </div>
        )
      })}
    </fieldset>
  )
}
