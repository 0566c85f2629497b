'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useController } from 'react-hook-form'
import { FormToggle } from '#components/form/form-field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { NumberInput } from '#components/ui/number-input.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { useLaunchPlace } from './launch-context.tsx'
import { Fixable, LaunchField } from './launch-field.tsx'

/** The user that the file browser and all other programs write as. */
const SHARED_USER = 1000

/** Under which user id the program runs, and so to whom its files belong. */
export function UserSection() {
  const t = useTranslations('launchPage.fields.hasOwnUsers')
  const { offer } = useLaunchPlace()
  return (
    <>
      <Fixable name="userId">
        <UserChoice />
      </Fixable>
      {offer.hasUserNamespaces && (
        <Fixable name="hasOwnUsers">
          <FormToggle name="hasOwnUsers">
            {(control) => <Checkbox {...control} label={t('label')} description={t('text')} />}
          </FormToggle>
        </Fixable>
      )}
    </>
  )
}

function UserChoice() {
  const t = useTranslations('launchPage.fields.userId')
  const { field } = useController({ name: 'userId' })
  const value = field.value as number | null
  const [wantsFree, setWantsFree] = useState(false)
  const isFree = wantsFree || (value !== null && value !== SHARED_USER)
  const choose = (chosen: string) => {
    setWantsFree(chosen === 'other')
    // Nothing written yet; null would be the image's own user.
    field.onChange({ shared: SHARED_USER, image: null, other: Number.NaN }[chosen])
  }
  return (
    <>
      <RadioGroup
        name="userId"
        label={t('label')}
        value={isFree ? 'other' : value === null ? 'image' : 'shared'}
        onChange={({ target }) => choose(target.value)}
        onBlur={field.onBlur}
        options={(['shared', 'image', 'other'] as const).map((one) => ({
          value: one,
          label: t(`${one}.label`),
          description: t(`${one}.text`),
        }))}
      />
      {isFree && (
        <LaunchField name="userId" label={t('number')}>
          {({ onChange, ...control }) => (
            <NumberInput
              {...control}
              min={0}
              className="max-w-44"
              onChange={(next) => onChange(next === null ? Number.NaN : next)}
            />
          )}
        </LaunchField>
      )}
    </>
  )
}
