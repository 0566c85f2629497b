'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useState } from 'react'
import { useController } from 'react-hook-form'
import { NumberInput } from '#components/ui/number-input.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { LaunchField } from './launch-field.tsx'
import { formatWeekday } from './format-weekday.ts'
import {
  buildSchedule,
  changeRhythm,
  parseScheduleChoice,
  SCHEDULE_CHOICES,
  type ScheduleChoice,
  type ScheduleEvery,
} from './schedule-choice.ts'

/** A schedule in plain words, and by its five fields for what those cannot say. */
export function ScheduleBuilder() {
  const t = useTranslations('launchPage.fields.schedule')
  const { field } = useController({ name: 'schedule' })
  const choice = parseScheduleChoice(field.value as string)
  const [wantsOwn, setWantsOwn] = useState(false)
  const every: ScheduleEvery = wantsOwn ? 'own' : choice.every
  const choose = (chosen: ScheduleEvery) => {
    setWantsOwn(chosen === 'own')
    if (chosen !== 'own') field.onChange(changeRhythm(field.value as string, chosen))
  }
  return (
    <>
      <div className="grid gap-2 sm:grid-cols-2">
        <label className="grid content-start gap-1.5 font-medium">
          {t('every')}
          <Select
            value={every}
            className="font-normal"
            onChange={({ target }) => choose(target.value as ScheduleEvery)}
            options={SCHEDULE_CHOICES.map((value) => ({ value, label: t(`choices.${value}`) }))}
          />
        </label>
        {!wantsOwn && choice.every !== 'own' && (
          <When choice={choice} onChange={(next) => field.onChange(buildSchedule(next))} />
        )}
      </div>
      {every === 'own' && (
        <LaunchField name="schedule" label={t('label')} description={t('text')}>
          {(control) => (
            <TextInput {...control} isMono autoComplete="off" className="max-w-72" placeholder="30 3 * * *" />
          )}
        </LaunchField>
      )}
    </>
  )
}

type KnownChoice = Exclude<ScheduleChoice, { every: 'own' }>

function When({ choice, onChange }: { choice: KnownChoice; onChange: (choice: KnownChoice) => void }) {
  const t = useTranslations('launchPage.fields.schedule')
  const locale = useLocale()
  const pad = (number: number) => String(number).padStart(2, '0')
  if (choice.every === 'hour') {
    return (
      <label className="grid content-start gap-1.5 font-medium">
        {t('minute')}
        <NumberInput
          min={0}
          max={59}
          value={choice.minute}
          onChange={(minute) => isWithin(minute, 0, 59) && onChange({ ...choice, minute })}
        />
      </label>
    )
  }
  return (
    <div className="flex flex-wrap gap-2 *:grow *:basis-28">
      {choice.every === 'week' && (
        <label className="grid content-start gap-1.5 font-medium">
          {t('weekday')}
          <Select
            className="font-normal"
            value={String(choice.weekday)}
            onChange={({ target }) => onChange({ ...choice, weekday: Number(target.value) })}
            options={[1, 2, 3, 4, 5, 6, 0].map((day) => ({
              value: String(day),
              label: formatWeekday(day, locale),
            }))}
          />
        </label>
      )}
      {choice.every === 'month' && (
        <label className="grid content-start gap-1.5 font-medium">
          {t('day')}
          <NumberInput
            min={1}
            max={31}
            value={choice.day}
            onChange={(day) => isWithin(day, 1, 31) && onChange({ ...choice, day })}
          />
        </label>
      )}
      <label className="grid content-start gap-1.5 font-medium">
        {t('time')}
        <TextInput
          type="time"
          className="font-normal"
          value={`${pad(choice.hour)}:${pad(choice.minute)}`}
          onChange={({ target }) => {
            const [hour, minute] = target.value.split(':').map(Number)
            // While it is being written a part of it is missing.
            if (hour !== undefined && minute !== undefined) onChange({ ...choice, hour, minute })
          }}
        />
      </label>
    </div>
  )
}

function isWithin(value: number | null, min: number, max: number): value is number {
  return value !== null && Number.isInteger(value) && value >= min && value <= max
}
