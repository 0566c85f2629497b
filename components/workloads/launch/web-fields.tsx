'use client'

import { useTranslations } from 'next-intl'
import { useController, useFormContext, useWatch } from 'react-hook-form'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { guessPort } from './guess-port.ts'
import { useLaunchCheck, useLaunchPlace } from './launch-context.tsx'
import { LaunchField, PlaceProblem } from './launch-field.tsx'
import type { LaunchValues } from './launch-values.ts'
import { PortNumber } from './port-number.tsx'
import { PortSelect } from './port-select.tsx'

/** Whether it has an address for browsers, where that leads, and for whose. */
export function WebFields({ hasOwnPort }: { hasOwnPort: boolean }) {
  const t = useTranslations('launchPage.fields.web')
  const { offer } = useLaunchPlace()
  const { field } = useController({ name: 'web' })
  const { getValues, setValue } = useFormContext<LaunchValues>()
  const web = useWatch<LaunchValues, 'web'>({ name: 'web' })
  const toggle = (isWanted: boolean) => {
    if (!isWanted) return field.onChange(null)
    const values = getValues()
    const first = values.ports[0] ?? { name: 'http', port: guessPort(values) }
    // Nothing can be reached that listens nowhere.
    if (values.ports.length === 0) setValue('ports', [first], { shouldDirty: true })
    field.onChange({ port: first.port, visibility: 'private' })
  }
  if (!offer.web.isOffered && !web) return <p className="text-table text-quiet">{t('notOffered')}</p>
  return (
    <div className="grid gap-4">
      <div>
        <Checkbox
          label={t('want')}
          description={t('text')}
          checked={web !== null}
          onBlur={field.onBlur}
          onChange={({ target }) => toggle(target.checked)}
        />
        <PlaceProblem path="web" />
      </div>
      {web && (
        <div className="grid gap-4 sm:ms-6.5">
          {hasOwnPort ? (
            <LaunchField name="ports.0.port" label={t('listens')} description={t('listensText')}>
              {(control) => <PortNumber {...control} at={0} className="max-w-44" />}
            </LaunchField>
          ) : (
            <PortSelect name="web.port" label={t('port')} />
          )}
          <Visibility />
          <WebHost />
        </div>
      )}
    </div>
  )
}

function Visibility() {
  const t = useTranslations('launchPage.fields.web')
  const { offer } = useLaunchPlace()
  const { field } = useController({ name: 'web.visibility' })
  return (
    <div className="grid gap-1.5">
      <RadioGroup
        name="web.visibility"
        label={t('visibility')}
        value={(field.value as string | undefined) ?? 'private'}
        onChange={field.onChange}
        onBlur={field.onBlur}
        options={[
          { value: 'private', label: t('private'), description: t('privateText') },
          {
            value: 'public',
            label: t('public'),
            description: t(offer.web.isPublicAllowed ? 'publicText' : 'publicNotAllowed'),
            isDisabled: !offer.web.isPublicAllowed && field.value !== 'public',
          },
        ]}
      />
      <PlaceProblem path="web.visibility" />
    </div>
  )
}

/** The address that it will have, as soon as the server has said. */
function WebHost() {
  const t = useTranslations('launchPage.fields.web')
  const { preview } = useLaunchCheck()
  if (!preview?.webHost) return null
  return (
    <p className="text-table text-quiet">
      {t('host')} <span className="font-mono break-all text-ink">{preview.webHost}</span>
    </p>
  )
}
