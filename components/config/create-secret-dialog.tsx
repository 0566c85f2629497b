'use client'

import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { FormField } from '#components/form/form-field.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { createSecretAction } from '#lib/config/actions.ts'
import { type NewSecretFields, newSecretFieldsSchema } from '#lib/config/schema-input.ts'
import { CreateFrame } from './create-frame.tsx'
import { EMPTY_ENTRY } from './entry-values.ts'
import { pickSecretFields, SecretFields } from './secret-fields.tsx'

interface CreateSecretDialogProps {
  space: SpaceId
  onClose: () => void
}

const TYPES = ['opaque', 'registry', 'tls'] as const

const FIRST_VALUES = {
  name: '',
  type: 'opaque' as const,
  entries: [EMPTY_ENTRY],
  registry: '',
  username: '',
  password: '',
  certificate: '',
  privateKey: '',
}

/** Without a draft: what is secret is written down nowhere in the browser. */
export default function CreateSecretDialog({ space, onClose }: CreateSecretDialogProps) {
  return (
    <CreateFrame
      space={space}
      kind="secret"
      schema={newSecretFieldsSchema}
      defaultValues={FIRST_VALUES}
      create={(values, launchId) =>
        createSecretAction({ space, launchId, name: values.name, ...pickSecretFields(values) })
      }
      onClose={onClose}
    >
      <TypeFields />
    </CreateFrame>
  )
}

function TypeFields() {
  const t = useTranslations('config')
  const type = useWatch<NewSecretFields, 'type'>({ name: 'type' })
  return (
    <>
      <FormField name="type" label={t('createForm.type')}>
        {({ onChange, value, name, onBlur }) => (
          <RadioGroup
            name={name}
            label={t('createForm.type')}
            isLabelHidden
            value={value}
            onBlur={onBlur}
            onChange={onChange}
            options={TYPES.map((one) => ({
              value: one,
              label: t(`types.${one}`),
              description: t(`typeTexts.${one}`),
            }))}
          />
        )}
      </FormField>
      <SecretFields type={type} />
    </>
  )
}
