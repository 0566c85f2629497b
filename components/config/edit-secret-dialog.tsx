'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import { FormButtons } from '#components/form/form-dialog.tsx'
import { updateSecretAction } from '#lib/config/actions.ts'
import { type SecretContentFields, secretContentSchema } from '#lib/config/schema-input.ts'
import type { ConfigItem } from '#lib/config/schema.ts'
import type { ConfigRights } from './config-rights.ts'
import { EditFrame, type EditReports } from './edit-frame.tsx'
import { followKeys, toKeptFields } from './entry-values.ts'
import { pickSecretFields, SecretFields } from './secret-fields.tsx'
import { useConfigWrites } from './use-config-writes.ts'

interface EditSecretDialogProps {
  item: ConfigItem
  rights: ConfigRights
  onClose: () => void
}

/** New values for a Secret, and what becomes of those who use it. */
export default function EditSecretDialog({ item, rights, onClose }: EditSecretDialogProps) {
  const t = useTranslations('config')
  return (
    <EditFrame
      title={t('rotateForm.title', { name: item.name })}
      description={t(item.secretType === 'opaque' ? 'rotateForm.text' : 'rotateForm.wholeText')}
      rights={rights}
      onClose={onClose}
    >
      {(reports) => <EditSecret item={item} {...reports} onClose={onClose} />}
    </EditFrame>
  )
}

interface EditSecretProps extends EditReports {
  item: ConfigItem
  onClose: () => void
}

interface Begin {
  /** The version that the values belong to. */
  item: ConfigItem
  values: SecretContentFields
  isAfterConflict: boolean
}

function EditSecret({ item, onBusyChange, onSaved, onClose }: EditSecretProps) {
  const t = useTranslations('config')
  const { space, name, uid } = item
  const writes = useConfigWrites(space)
  const [begin, setBegin] = useState<Begin>(() => ({ item, values: toValues(item), isAfterConflict: false }))
  const save = async (values: SecretContentFields) => {
    const { resourceVersion } = begin.item
    const result = await updateSecretAction({ space, name, uid, resourceVersion, ...pickSecretFields(values) })
    if (!result.ok && result.error.messageKey === 'config.changed') {
      // What was written stays; all else is as it is now, and is saved only by another press.
      const now = await writes.refetch(item).catch(() => null)
      if (now?.uid === uid) setBegin({ item: now, values: follow(values, now), isAfterConflict: true })
    }
    return result
  }
  return (
    <ActionForm
      key={begin.item.resourceVersion}
      schema={secretContentSchema}
      defaultValues={begin.values}
      action={save}
      onBusyChange={onBusyChange}
      onDone={({ value }) => {
        if (value.resourceVersion === begin.item.resourceVersion) return onClose()
        writes.put(value)
        showToast({ title: t('rotateForm.done', { name }) })
        onSaved(value)
      }}
    >
      {begin.isAfterConflict && (
        <Banner tone="warning" role="alert">
          {t('rotateForm.conflict')}
        </Banner>
      )}
      <SecretFields type={begin.values.type} known={begin.item.keys} />
      <FormButtons onCancel={onClose}>{t('rotateForm.submit')}</FormButtons>
    </ActionForm>
  )
}

function toValues({ secretType, registry, keys }: ConfigItem): SecretContentFields {
  if (secretType === 'registry') return { type: 'registry', registry: registry ?? '', username: '', password: '' }
  if (secretType === 'tls') return { type: 'tls', certificate: '', privateKey: '' }
  return { type: 'opaque', entries: toKeptFields(keys) }
}

function follow(values: SecretContentFields, { keys }: ConfigItem): SecretContentFields {
  return values.type === 'opaque' ? { ...values, entries: followKeys(values.entries, keys) } : values
}
