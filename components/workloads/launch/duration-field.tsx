'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useController } from 'react-hook-form'
import { NumberInput } from '#components/ui/number-input.tsx'
import { Select } from '#components/ui/select.tsx'
import { Fixable, LaunchField } from './launch-field.tsx'
import { useLaunchTexts } from './use-launch-texts.ts'

interface DurationFieldProps {
  name: 'timeLimitSeconds' | 'ttlSeconds' | 'idleSeconds'
  /** In seconds. */
  choices: readonly number[]
  /** The first choice, which stands for no time at all; without it there is always one. */
  noneLabel?: string
}

const OTHER = 'other'
const NONE = 'none'
const MINUTE_SECONDS = 60

/** A time by its usual lengths, or by any number of minutes. */
export function DurationField({ name, choices, noneLabel }: DurationFieldProps) {
  const t = useTranslations('launchPage')
  const { formatSeconds } = useLaunchTexts()
  const { field } = useController({ name })
  const value = field.value as number | null
  const isChoice = value === null ? noneLabel !== undefined : choices.includes(value)
  const [wantsFree, setWantsFree] = useState(false)
  const isFree = wantsFree || !isChoice
  const options = [
    ...(noneLabel === undefined ? [] : [{ value: NONE, label: noneLabel }]),
    ...choices.map((seconds) => ({ value: String(seconds), label: formatSeconds(seconds) })),
    { value: OTHER, label: t('duration.other') },
  ]
  const choose = (chosen: string) => {
    setWantsFree(chosen === OTHER)
    if (chosen !== OTHER) field.onChange(chosen === NONE ? null : Number(chosen))
    else if (value === null) field.onChange(choices[0] ?? MINUTE_SECONDS)
  }
  return (
    <Fixable name={name}>
      <LaunchField name={name} label={t(`fields.${name}.label`)} description={t(`fields.${name}.text`)}>
        {({ onChange: _, value: __, ref, ...control }) => (
          <div className="grid max-w-96 gap-2 sm:grid-cols-2">
            <Select
              {...control}
              ref={ref}
              value={isFree ? OTHER : value === null ? NONE : String(value)}
              onChange={(event) => choose(event.target.value)}
              options={options}
            />
            {isFree && (
              <NumberInput
                aria-label={t('duration.minutes', { label: t(`fields.${name}.label`) })}
                aria-describedby={control['aria-describedby']}
                aria-invalid={control['aria-invalid']}
                unit={t('duration.unit')}
                min={0}
                value={value === null ? Number.NaN : value / MINUTE_SECONDS}
                onChange={(minutes) =>
                  // Nothing written is no time, which would be another choice.
                  field.onChange(minutes === null ? Number.NaN : Math.round(minutes * MINUTE_SECONDS))
                }
              />
            )}
          </div>
        )}
      </LaunchField>
    </Fixable>
  )
}
