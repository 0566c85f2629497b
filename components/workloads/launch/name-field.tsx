'use client'

import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { useFormContext } from 'react-hook-form'
import { TextInput } from '#components/ui/text-input.tsx'
import { useLaunchPlace } from './launch-context.tsx'
import { LaunchField } from './launch-field.tsx'
import type { LaunchValues } from './launch-values.ts'

/** What it is called; of what exists the name stays. */
export function NameField() {
  const t = useTranslations('launchPage.fields.name')
  const { editUid } = useLaunchPlace()
  const isNew = editUid === null
  const { setFocus } = useFormContext<LaunchValues>()
  useEffect(() => {
    // Whoever comes here by keyboard goes on here; on a phone it would bring the keyboard up before anything is read.
    if (isNew && matchMedia('(pointer: fine)').matches) setFocus('name', { shouldSelect: true })
  }, [isNew, setFocus])
  return (
    <LaunchField name="name" label={t('label')} description={t(isNew ? 'text' : 'fixed')}>
      {(control) => <TextInput {...control} isMono autoComplete="off" readOnly={!isNew} />}
    </LaunchField>
  )
}
