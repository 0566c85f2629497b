'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { z } from 'zod'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { RetryButton } from '#components/feedback/retry-button.tsx'
import { Skeleton } from '#components/feedback/skeleton.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import { writeDraft } from '#components/form/form-draft.ts'
import { FormButtons } from '#components/form/form-dialog.tsx'
import { Part } from '#components/ui/part.tsx'
import { updateConfigMapAction } from '#lib/config/actions.ts'
import { configMapQuery } from '#lib/config/queries.ts'
import { configEntriesSchema, type EntryFields } from '#lib/config/schema-input.ts'
import type { ConfigEntry, ConfigItem, ConfigMapContent } from '#lib/config/schema.ts'
import { CallError } from '#lib/http/call.ts'
import type { ConfigRights } from './config-rights.ts'
import { EditFrame, type EditReports } from './edit-frame.tsx'
import { EntriesEditor } from './entries-editor.tsx'
import { toChanges, toEntryFields } from './entry-values.ts'
import { useConfigWrites } from './use-config-writes.ts'

const loadConflict = () => import('./conflict-view.tsx')

/** The version that was read and what it held stand in the form too: a draft goes on from where it began. */
interface EditValues {
  resourceVersion: string
  base: ConfigEntry[]
  entries: EntryFields[]
}

const editSchema: z.ZodType<unknown, EditValues> = z.object({
  resourceVersion: z.string(),
  base: z.custom<ConfigEntry[]>((value) => Array.isArray(value)),
  entries: configEntriesSchema,
})

interface EditConfigMapDialogProps {
  item: ConfigItem
  userUid: string
  rights: ConfigRights
  onClose: () => void
}

export default function EditConfigMapDialog({ item, userUid, rights, onClose }: EditConfigMapDialogProps) {
  const t = useTranslations('config')
  const { space, name } = item
  // Read once: what somebody else saves meanwhile must not change under the hands.
  const { data, error, refetch } = useQuery({ ...configMapQuery(space, name), refetchOnMount: 'always' })
  return (
    <EditFrame title={t('editForm.title', { name })} rights={rights} onClose={onClose}>
      {(reports) =>
        data ? (
          <EditConfigMap content={data} userUid={userUid} {...reports} onClose={onClose} />
        ) : error ? (
          <ErrorState
            title={t('details.failed')}
            message={error instanceof CallError ? error.view.message : t('failedText')}
            action={<RetryButton onRetry={() => void refetch()} />}
          />
        ) : (
          <Skeleton className="h-48 w-full" />
        )
      }
    </EditFrame>
  )
}

interface EditConfigMapProps extends EditReports {
  content: ConfigMapContent
  userUid: string
  onClose: () => void
}

function EditConfigMap({ content, userUid, onBusyChange, onSaved, onClose }: EditConfigMapProps) {
  const t = useTranslations('config')
  const { space, name, uid } = content.item
  const writes = useConfigWrites(space)
  const [begin, setBegin] = useState<EditValues>(() => toValues(content))
  const [conflict, setConflict] = useState<EditValues | null>(null)
  const draft = {
    userId: userUid,
    formId: `edit-config-map ${space} ${uid}`,
    fields: ['resourceVersion', 'base', 'entries'],
  }
  const save = async (values: EditValues) => {
    const { resourceVersion, entries, base } = values
    const changes = toChanges(entries, base)
    const result = await updateConfigMapAction({ space, name, uid, resourceVersion, entries: changes })
    if (!result.ok && result.error.messageKey === 'config.changed') setConflict(values)
    return result
  }
  if (conflict) {
    return (
      <Part
        load={loadConflict}
        content={content}
        base={conflict.base}
        mine={conflict.entries}
        onMerged={(next, entries) => {
          const values = { ...toValues(next), entries }
          // The draft that is there is about the version before.
          writeDraft(localStorage, draft, { values: { ...values }, nowMs: Date.now() })
          setBegin(values)
          setConflict(null)
        }}
        onClose={onClose}
      />
    )
  }
  return (
    <ActionForm
      key={begin.resourceVersion}
      schema={editSchema}
      defaultValues={begin}
      action={save}
      draft={draft}
      onBusyChange={onBusyChange}
      onDone={({ value }) => {
        if (value.resourceVersion === begin.resourceVersion) return onClose()
        writes.put(value)
        showToast({ title: t('editForm.done', { name }) })
        onSaved(value)
      }}
    >
      <EntriesEditor known={begin.base} />
      <FormButtons onCancel={onClose}>{t('editForm.submit')}</FormButtons>
    </ActionForm>
  )
}

function toValues({ item, entries }: ConfigMapContent): EditValues {
  return { resourceVersion: item.resourceVersion, base: entries, entries: toEntryFields(entries) }
}
