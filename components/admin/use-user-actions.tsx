'use client'

import { Ban, CircleCheck, FolderOpen, Gauge, LogOut, RotateCcw, ShieldMinus, ShieldPlus, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { MenuEntry } from '#components/ui/menu.tsx'
import { routes } from '#lib/routes.ts'
import type { UserSummary } from '#lib/users/schema.ts'
import { isRefusedForSelf } from '#lib/users/status.ts'
import { listUserTasks, USER_TASKS, type UserTask } from './user-tasks.ts'

const ICONS: Record<UserTask, ReactNode> = {
  disable: <Ban />,
  enable: <CircleCheck />,
  restore: <RotateCcw />,
  endSessions: <LogOut />,
  quota: <Gauge />,
  makeAdmin: <ShieldPlus />,
  takeAdmin: <ShieldMinus />,
  delete: <Trash2 />,
}

interface UserActionsInput {
  selfUid: string
  onTask: (task: UserTask, user: UserSummary) => void
}

/** What the menu of a user offers; what cannot be done now says why. */
export function useUserActions({ selfUid, onTask }: UserActionsInput): (user: UserSummary) => MenuEntry[] {
  const t = useTranslations('admin.users')
  const getReason = (task: UserTask, user: UserSummary) => {
    if (user.uid === selfUid && isRefusedForSelf(USER_TASKS[task])) return t('notYourself')
    return task === 'endSessions' && user.sessionCount === 0 ? t('noSessions') : null
  }
  return (user) => [
    ...(user.state === 'deleted'
      ? []
      : [
          {
            kind: 'link' as const,
            id: 'space',
            label: t('actions.space'),
            icon: <FolderOpen />,
            href: routes.storage(`u/${user.username}`),
          },
        ]),
    ...listUserTasks(user).flatMap((task): MenuEntry[] => [
      ...(task === 'delete' ? [{ kind: 'separator' as const, id: 'end' }] : []),
      {
        kind: 'action',
        id: task,
        label: t(`actions.${task}`),
        icon: ICONS[task],
        tone: task === 'delete' ? 'danger' : undefined,
        disabledReason: getReason(task, user),
        onSelect: () => onTask(task, user),
      },
    ]),
  ]
}
