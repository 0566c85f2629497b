'use client'

import { useTranslations } from 'next-intl'
import { showToast } from '#components/feedback/toast-queue.ts'
import type { ActionResult } from '#lib/http/result.ts'
import { disableUserAction, enableUserAction, endUserSessionsAction, updateUserRoleAction } from '#lib/users/actions.ts'
import type { UserSummary } from '#lib/users/schema.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { useAdminAction } from './use-admin-action.ts'
import type { PlainUserTask } from './user-tasks.ts'

const ACTIONS: Record<PlainUserTask, (username: string) => Promise<ActionResult<UserSummary>>> = {
  disable: (username) => disableUserAction({ username }),
  enable: (username) => enableUserAction({ username }),
  restore: (username) => enableUserAction({ username }),
  endSessions: (username) => endUserSessionsAction({ username }),
  makeAdmin: (username) => updateUserRoleAction({ username, isAdmin: true }),
  takeAdmin: (username) => updateUserRoleAction({ username, isAdmin: false }),
}

const FORMS = {
  disable: 'disableForm',
  enable: 'enableForm',
  restore: 'restoreForm',
  endSessions: 'endForm',
  makeAdmin: 'makeAdminForm',
  takeAdmin: 'takeAdminForm',
} as const satisfies Record<PlainUserTask, string>

interface UserTaskDialogProps {
  task: PlainUserTask
  user: UserSummary
  onClose: () => void
  onDone: (answer: UserSummary) => void
}

export default function UserTaskDialog({ task, user, onClose, onDone }: UserTaskDialogProps) {
  const t = useTranslations('admin.users')
  const { isBusy, problem, run } = useAdminAction(ACTIONS[task])
  const { username, displayName } = user
  const consequences = useConsequences(task, user)
  const form = FORMS[task]
  const confirm = async () => {
    const done = await run(username)
    if (!done) return
    showToast({ title: t(`${form}.done`, { username }) })
    onDone(done.value)
  }
  return (
    <ConfirmDialog
      title={t(`${form}.title`, { name: displayName || username, username })}
      consequences={consequences}
      confirmLabel={t(`${form}.submit`, { username })}
      tone={task === 'disable' || task === 'endSessions' || task === 'takeAdmin' ? 'danger' : 'primary'}
      isBusy={isBusy}
      problem={problem}
      onConfirm={() => void confirm()}
      onClose={onClose}
    />
  )
}

function useConsequences(task: PlainUserTask, { username, sessionCount: count }: UserSummary): string[] {
  const t = useTranslations('admin.users')
  const values = { username }
  switch (task) {
    case 'disable':
      return [
        t('disableForm.signIn', values),
        ...(count > 0 ? [t('disableForm.sessions', { count })] : []),
        t('disableForm.stays'),
        t('disableForm.back', values),
      ]
    case 'enable':
      return [t('enableForm.signIn', values)]
    case 'restore':
      return [t('restoreForm.signIn'), t('restoreForm.space')]
    case 'endSessions':
      return [t('endForm.sessions', { count }), t('endForm.again', values), t('endForm.stays')]
    case 'makeAdmin':
      return [t('makeAdminForm.sees', values), t('makeAdminForm.may', values), t('makeAdminForm.files')]
    case 'takeAdmin':
      return [t('takeAdminForm.loses', values), t('takeAdminForm.group')]
  }
}
