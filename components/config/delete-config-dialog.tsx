'use client'

import { useTranslations } from 'next-intl'
import { ConfirmByName } from '#components/feedback/confirm-by-name.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { deleteConfigAction } from '#lib/config/actions.ts'
import type { ConfigItem } from '#lib/config/schema.ts'
import { routes } from '#lib/routes.ts'
import { useConfigWrites } from './use-config-writes.ts'

interface DeleteConfigDialogProps {
  item: ConfigItem
  onClose: () => void
  onDone: () => void
}

/** Says who uses it and what becomes of them, and asks for the name. */
export default function DeleteConfigDialog({ item, onClose, onDone }: DeleteConfigDialogProps) {
  const t = useTranslations('config')
  const writes = useConfigWrites(item.space)
  const { space, kind, name, uid, keys, usedBy } = item
  const isUsed = usedBy.length > 0
  const confirm = async () => {
    const result = await deleteConfigAction({ space, kind, name, uid, confirmation: name, isUseConfirmed: isUsed })
    if (!result.ok) {
      // Somebody may use it by now: the list tells who, and the next try asks with that in view.
      void writes.refetch(item).catch(() => {})
      return result.error
    }
    writes.remove(item)
    showToast({ title: t('deleteForm.done', { name }) })
    onDone()
    return null
  }
  return (
    <ConfirmByName
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('deleteForm.title', { name })}
      name={name}
      consequences={[
        t(`deleteForm.all.${kind}`, { count: keys.length }),
        ...(isUsed ? [t('deleteForm.users', { count: usedBy.length })] : []),
      ]}
      dependents={usedBy.map((user) => ({
        kind: t(`userKinds.${user.kind}`),
        name: user.name,
        href: routes.workload(space, user),
      }))}
      confirmLabel={t(`deleteForm.submit.${kind}`)}
      onConfirm={confirm}
    />
  )
}
