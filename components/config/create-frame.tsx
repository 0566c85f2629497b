'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import type { DefaultValues } from 'react-hook-form'
import type { z } from 'zod'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import type { DraftPlace } from '#components/form/form-draft.ts'
import { FormField } from '#components/form/form-field.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { DialogFooter } from '#components/ui/dialog-footer.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { ConfigItem, ConfigKind } from '#lib/config/schema.ts'
import type { ActionResult } from '#lib/http/result.ts'
import { useConfigWrites } from './use-config-writes.ts'

interface CreateFrameProps<Values extends { name: string }> {
  space: SpaceId
  kind: ConfigKind
  schema: z.ZodType<unknown, Values>
  defaultValues: DefaultValues<Values>
  create: (values: Values, launchId: string) => Promise<ActionResult<ConfigItem>>
  draft?: DraftPlace
  onClose: () => void
  /** The fields below the name. */
  children: ReactNode
}

/** What creating a ConfigMap and a Secret have in common. */
export function CreateFrame<Values extends { name: string }>(props: CreateFrameProps<Values>) {
  const { space, kind, schema, defaultValues, create, draft, onClose, children } = props
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
      title={t(`create.${kind}`)}
    >
      <ActionForm<Values, ConfigItem>
        schema={schema}
        defaultValues={defaultValues}
        action={(values) => create(values, launchId)}
        {...(draft ? { draft } : {})}
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
        {children}
        <DialogFooter>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <SubmitButton>{t('createForm.submit')}</SubmitButton>
        </DialogFooter>
      </ActionForm>
    </Dialog>
  )
}
