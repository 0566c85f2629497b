'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { DialogFooter } from '#components/ui/dialog-footer.tsx'
import { updateSecretAction } from '#lib/config/actions.ts'
import { type SecretContentFields, secretContentSchema } from '#lib/config/schema-input.ts'
import type { ConfigItem } from '#lib/config/schema.ts'
import type { ConfigRights } from './config-rights.ts'
import { followKeys, toKeptFields } from './entry-values.ts'
import { RestartOffer } from './restart-offer.tsx'
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
  const [isBusy, setIsBusy] = useState(false)
  const [saved, setSaved] = useState<ConfigItem | null>(null)
  return (
    <Dialog
      isOpen
      size="wide"
      isDismissable={!isBusy}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('rotateForm.title', { name: item.name })}
      description={saved ? undefined : t(item.secretType === 'opaque' ? 'rotateForm.text' : 'rotateForm.wholeText')}
    >
      {saved ? (
        <RestartOffer item={saved} rights={rights} onClose={onClose} />
      ) : (
        <EditSecret
          item={item}
          onBusyChange={setIsBusy}
          onSaved={(next) => (next.usedBy.length > 0 ? setSaved(next) : onClose())}
          onClose={onClose}
        />
      )}
    </Dialog>
  )
}

interface EditSecretProps {
  item: ConfigItem
  onBusyChange: (isBusy: boolean) => void
  onSaved: (item: ConfigItem) => void
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
      <DialogFooter>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <SubmitButton>{t('rotateForm.submit')}</SubmitButton>
      </DialogFooter>
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
