'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import { FormField } from '#components/form/form-field.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { DialogFooter } from '#components/ui/dialog-footer.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { createSecretAction } from '#lib/config/actions.ts'
import { type NewSecretFields, newSecretFieldsSchema } from '#lib/config/schema-input.ts'
import { EMPTY_ENTRY } from './entry-values.ts'
import { pickSecretFields, SecretFields } from './secret-fields.tsx'
import { useConfigWrites } from './use-config-writes.ts'

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
  const t = useTranslations('config')
  const writes = useConfigWrites(space)
  const [isBusy, setIsBusy] = useState(false)
  // One for each time the form is opened, so that sending it twice makes one.
  const [launchId] = useState(() => crypto.randomUUID())
  return (
    <Dialog
      isOpen
      size="wide"
      isDismissable={!isBusy}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('create.secret')}
    >
      <ActionForm
        schema={newSecretFieldsSchema}
        defaultValues={FIRST_VALUES}
        action={(values) => createSecretAction({ space, launchId, name: values.name, ...pickSecretFields(values) })}
        onBusyChange={setIsBusy}
        onDone={({ value }) => {
          writes.put(value)
          showToast({ title: t('createForm.done', { name: value.name }) })
          onClose()
        }}
      >
        <FormField name="name" label={t('createForm.name')} description={t('createForm.nameText')}>
          {(control) => <TextInput {...control} isMono autoComplete="off" />}
        </FormField>
        <FormField name="type" label={t('createForm.type')}>
          {({ onChange, value, name, onBlur }) => (
            <RadioGroup
              name={name}
              label={t('createForm.type')}
              isLabelHidden
              value={value}
              onBlur={onBlur}
              onChange={onChange}
              options={TYPES.map((type) => ({
                value: type,
                label: t(`types.${type}`),
                description: t(`typeTexts.${type}`),
              }))}
            />
          )}
        </FormField>
        <ChosenFields />
        <DialogFooter>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <SubmitButton>{t('createForm.submit')}</SubmitButton>
        </DialogFooter>
      </ActionForm>
    </Dialog>
  )
}

function ChosenFields() {
  const type = useWatch<NewSecretFields, 'type'>({ name: 'type' })
  return <SecretFields type={type} />
}
