'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import { FormField } from '#components/form/form-field.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { DialogFooter } from '#components/ui/dialog-footer.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { createConfigMapAction } from '#lib/config/actions.ts'
import { newConfigMapFieldsSchema } from '#lib/config/schema-input.ts'
import { EntriesEditor } from './entries-editor.tsx'
import { EMPTY_ENTRY } from './entry-values.ts'
import { useConfigWrites } from './use-config-writes.ts'

interface CreateConfigMapDialogProps {
  space: SpaceId
  userUid: string
  onClose: () => void
}

export default function CreateConfigMapDialog({ space, userUid, onClose }: CreateConfigMapDialogProps) {
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
      title={t('create.config-map')}
    >
      <ActionForm
        schema={newConfigMapFieldsSchema}
        defaultValues={{ name: '', entries: [EMPTY_ENTRY] }}
        action={(values) => createConfigMapAction({ space, launchId, ...values })}
        draft={{ userId: userUid, formId: `create-config-map ${space}`, fields: ['name', 'entries'] }}
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
        <EntriesEditor />
        <DialogFooter>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <SubmitButton>{t('createForm.submit')}</SubmitButton>
        </DialogFooter>
      </ActionForm>
    </Dialog>
  )
}
