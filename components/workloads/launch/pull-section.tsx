'use client'

import { useTranslations } from 'next-intl'
import { useController } from 'react-hook-form'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Link } from '#components/ui/link.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { routes } from '#lib/routes.ts'
import { useLaunchPlace } from './launch-context.tsx'
import { Fixable, PlaceProblem } from './launch-field.tsx'

const POLICIES = ['auto', 'IfNotPresent', 'Always', 'Never'] as const

/** When the image is fetched, and with which access. */
export function PullSection() {
  return (
    <>
      <Fixable name="pullPolicy">
        <PullPolicy />
      </Fixable>
      <Fixable name="pullSecrets">
        <PullSecrets />
      </Fixable>
    </>
  )
}

function PullPolicy() {
  const t = useTranslations('launchPage')
  const { field } = useController({ name: 'pullPolicy' })
  return (
    <RadioGroup
      name="pullPolicy"
      label={t('fields.pullPolicy.label')}
      value={(field.value as string | null) ?? 'auto'}
      onChange={({ target }) => field.onChange(target.value === 'auto' ? null : target.value)}
      onBlur={field.onBlur}
      options={POLICIES.map((value) => ({
        value,
        label: t(`values.pullPolicy.${value}`),
        description: t(`pullPolicyTexts.${value}`),
      }))}
    />
  )
}

function PullSecrets() {
  const t = useTranslations('launchPage.fields.pullSecrets')
  const { space, offer } = useLaunchPlace()
  const { field } = useController({ name: 'pullSecrets' })
  const chosen = field.value as string[]
  const offered = offer.secrets.filter(({ isPullSecret }) => isPullSecret).map(({ name }) => name)
  // What a template or a clone names may be missing here, and has to be taken off to launch.
  const names = [...new Set([...offered, ...chosen])]
  return (
    <fieldset className="grid gap-2">
      <legend className="font-medium">{t('label')}</legend>
      <p className="max-w-text text-table text-pretty text-quiet">
        {t('text')} <Link href={routes.config(space, { create: 'secret' })}>{t('create')}</Link>
      </p>
      {names.map((name) => {
        const at = chosen.indexOf(name)
        return (
          <div key={name}>
            <Checkbox
              label={<span className="font-mono">{name}</span>}
              checked={at >= 0}
              onBlur={field.onBlur}
              onChange={({ target }) =>
                field.onChange(target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))
              }
            />
            {at >= 0 && <PlaceProblem path={`pullSecrets.${at}`} />}
          </div>
        )
      })}
      {names.length === 0 && <p className="text-table text-quiet">{t('none')}</p>}
    </fieldset>
  )
}
