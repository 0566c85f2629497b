'use client'

import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { FormToggle } from '#components/form/form-field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { ExactTime } from '#components/ui/relative-time.tsx'
import { isTimeZone, listNextTimes, parseSchedule } from '#lib/workloads/schema-schedule.ts'
import { Fixable, LaunchField } from './launch-field.tsx'
import type { LaunchValues } from './launch-values.ts'
import { ScheduleBuilder } from './schedule-builder.tsx'

const SHOWN_TIMES = 3

/** When a scheduled job runs. */
export function ScheduleSection() {
  const t = useTranslations('launchPage.fields')
  return (
    <>
      <Fixable name="schedule">
        <ScheduleBuilder />
      </Fixable>
      <Fixable name="timeZone">
        <TimeZone />
      </Fixable>
      <NextTimes />
      <FormToggle name="isSuspended">
        {(control) => <Checkbox {...control} label={t('isSuspended.label')} description={t('isSuspended.text')} />}
      </FormToggle>
    </>
  )
}

function TimeZone() {
  const t = useTranslations('launchPage.fields.timeZone')
  const current = useWatch<LaunchValues, 'timeZone'>({ name: 'timeZone' })
  const options = useMemo(
    () =>
      [...new Set(['UTC', current, ...Intl.supportedValuesOf('timeZone')])].map((value) => ({ value, label: value })),
    [current],
  )
  return (
    <LaunchField name="timeZone" label={t('label')} description={t('text')}>
      {({ ref: _, onChange, ...control }) => (
        <Combobox {...control} options={options} onChange={(zone) => onChange(zone ?? '')} />
      )}
    </LaunchField>
  )
}

/** In the reader's zone, whatever the one of the schedule is. */
function NextTimes() {
  const t = useTranslations('launchPage.fields.schedule')
  const [text, timeZone] = useWatch<LaunchValues, ['schedule', 'timeZone']>({ name: ['schedule', 'timeZone'] })
  const [openedMs] = useState(() => Date.now())
  const times = useMemo(() => {
    const schedule = parseSchedule(text)
    if (!schedule || !isTimeZone(timeZone)) return []
    return listNextTimes({ schedule, timeZone, afterMs: openedMs, count: SHOWN_TIMES })
  }, [text, timeZone, openedMs])
  return (
    <div aria-live="polite">
      {times.length > 0 && (
        <>
          <p className="font-medium">{t('next')}</p>
          <ul className="mt-1 grid gap-0.5 text-table text-quiet tabular-nums">
            {times.map((time) => (
              <li key={time}>
                <ExactTime at={new Date(time).toISOString()} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
