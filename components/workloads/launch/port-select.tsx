'use client'

import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { Select } from '#components/ui/select.tsx'
import { LaunchField } from './launch-field.tsx'
import type { LaunchValues } from './launch-values.ts'
import { withCurrent } from './offered-names.ts'

/** One of the ports that stand in the form. */
export function PortSelect({ name, label }: { name: 'web.port' | 'probe.port'; label: string }) {
  const t = useTranslations('launchPage.fields.ports')
  const ports = useWatch<LaunchValues, 'ports'>({ name: 'ports' })
  const options = ports.flatMap(({ name: portName, port }) =>
    port === null || Number.isNaN(port) ? [] : [{ value: String(port), label: `${portName} (${port})` }],
  )
  return (
    <LaunchField name={name} label={label}>
      {({ value, onChange, ...control }) => {
        const current = value === null || Number.isNaN(value) ? '' : String(value)
        return (
          <Select
            {...control}
            className="max-w-72"
            placeholder={t('choose')}
            value={current}
            onChange={({ target }) => onChange(target.value === '' ? null : Number(target.value))}
            options={withCurrent(options, current)}
          />
        )
      }}
    </LaunchField>
  )
}
