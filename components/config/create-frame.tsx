'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import type { DefaultValues } from 'react-hook-form'
import type { z } from 'zod'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import type { DraftPlace } from '#components/form/form-draft.ts'
import { FormButtons, FormDialog } from '#components/form/form-dialog.tsx'
import { FormField } from '#components/form/form-field.tsx'
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
  // One for each time the form is opened, so that sending it twice makes one.
  const [launchId] = useState(() => crypto.randomUUID())
  return (
    <FormDialog size="wide" title={t(`create.${kind}`)} onClose={onClose}>
      {(onBusyChange) => (
        <ActionForm<Values, ConfigItem>
          schema={schema}
          defaultValues={defaultValues}
          action={(values) => create(values, launchId)}
          {...(draft ? { draft } : {})}
          onBusyChange={onBusyChange}
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
          <FormButtons onCancel={onClose}>{t('createForm.submit')}</FormButtons>
        </ActionForm>
      )}
    </FormDialog>
  )
}
