'use client'

import { useTranslations } from 'next-intl'
import { useController, useFormContext } from 'react-hook-form'
import { FormToggle } from '#components/form/form-field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { NumberInput } from '#components/ui/number-input.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { Fixable, LaunchField } from './launch-field.tsx'
import type { LaunchValues } from './launch-values.ts'
import { PortSelect } from './port-select.tsx'

const CHECKS = ['auto', 'http', 'tcp', 'none'] as const

/** How Moorage finds out whether it answers. */
export function ProbeSection() {
  return (
    <Fixable name="probe">
      <ProbeFields />
    </Fixable>
  )
}

function ProbeFields() {
  const t = useTranslations('launchPage.fields.probe')
  const { getValues, setValue } = useFormContext<LaunchValues>()
  const { field } = useController({ name: 'probe.check' })
  const check = field.value as LaunchValues['probe']['check']
  const choose = (chosen: string) => {
    field.onChange(chosen)
    const { ports, probe } = getValues()
    if (probe.port === null) setValue('probe.port', ports[0]?.port ?? null)
  }
  return (
    <>
      <RadioGroup
        name="probe.check"
        label={t('check')}
        value={check}
        onBlur={field.onBlur}
        onChange={({ target }) => choose(target.value)}
        options={CHECKS.map((value) => ({
          value,
          label: t(`checks.${value}.label`),
          description: t(`checks.${value}.text`),
        }))}
      />
      {(check === 'http' || check === 'tcp') && <PortSelect name="probe.port" label={t('port')} />}
      {check === 'http' && (
        <LaunchField name="probe.path" label={t('path')} description={t('pathText')}>
          {(control) => <TextInput {...control} isMono autoComplete="off" className="max-w-96" />}
        </LaunchField>
      )}
      {(check === 'http' || check === 'tcp') && (
        <LaunchField name="probe.startSeconds" label={t('startSeconds')} description={t('startSecondsText')}>
          {(control) => <NumberInput {...control} min={1} max={3600} unit={t('seconds')} className="max-w-56" />}
        </LaunchField>
      )}
      {check === 'http' && (
        <FormToggle name="probe.isRestarting">
          {(control) => <Checkbox {...control} label={t('isRestarting')} description={t('isRestartingText')} />}
        </FormToggle>
      )}
    </>
  )
}
