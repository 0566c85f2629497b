'use client'

import { useTranslations } from 'next-intl'
import { ConfirmByName } from '#components/feedback/confirm-by-name.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { rememberWrites } from '#lib/http/call.ts'
import { deleteUserAction } from '#lib/users/actions.ts'
import type { UserSummary } from '#lib/users/schema.ts'

interface DeleteUserDialogProps {
  user: UserSummary
  onClose: () => void
  onDone: (answer: UserSummary) => void
}

/** What is forgotten here does not come back, so the name is typed in. */
export default function DeleteUserDialog({ user, onClose, onDone }: DeleteUserDialogProps) {
  const t = useTranslations('admin.users.deleteForm')
  const { username, displayName } = user
  const confirm = async () => {
    const result = await deleteUserAction({ username })
    if (!result.ok) return result.error
    rememberWrites(result.writes)
    showToast({ title: t('done', { username }) })
    onDone(result.value)
    return null
  }
  return (
    <ConfirmByName
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('title', { name: displayName || username })}
      name={username}
      consequences={[t('signIn', { username }), t('forgets'), t('name'), t('stays')]}
      confirmLabel={t('submit')}
      onConfirm={confirm}
    />
  )
}
