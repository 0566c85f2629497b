'use client'

import { Users } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import type { QuotaRole } from '#lib/env/quota-roles.ts'
import type { UserPage, UserSummary } from '#lib/users/schema.ts'
import type { UserTask } from './user-tasks.ts'
import type { QuotaDefaults } from './quota-form.ts'
import { QuerySelect } from './query-select.tsx'
import { useAdminRefresh } from './use-admin-refresh.ts'
import { useUserActions } from './use-user-actions.tsx'
import { useUserColumns } from './use-user-columns.tsx'
import { USER_FILTER_PARAM, USER_FILTERS, USERS_PAGE_SIZE } from './users-query.ts'

const UserTaskDialog = dynamic(() => import('./user-task-dialog.tsx'), { ssr: false })
const DeleteUserDialog = dynamic(() => import('./delete-user-dialog.tsx'), { ssr: false })
const UserQuotaDialog = dynamic(() => import('./user-quota-dialog.tsx'), { ssr: false })

interface UsersBoardProps {
  selfUid: string
  page: UserPage
  defaults: QuotaDefaults
  roles: readonly QuotaRole[]
}

/** All users, page by page, and what an administrator can do with them. */
export function UsersBoard({ selfUid, page, defaults, roles }: UsersBoardProps) {
  const t = useTranslations('admin.users')
  const isFiltered = useSearchParams().get(USER_FILTER_PARAM) !== null
  useAdminRefresh()
  const [task, setTask] = useState<{ kind: UserTask; user: UserSummary } | null>(null)
  // Answers to own changes, until the page has been made anew: each replaces the version it was made from.
  const [answers, setAnswers] = useState<ReadonlyMap<string, UserSummary>>(new Map())
  const rows = page.items.map((user) => answers.get(`${user.uid} ${user.resourceVersion}`) ?? user)
  const columns = useUserColumns(selfUid, roles)
  const getActions = useUserActions({ selfUid, onTask: (kind, user) => setTask({ kind, user }) })
  const empty = isFiltered ? 'emptyFilter' : 'empty'

  const close = () => setTask(null)
  const finish = (answer: UserSummary) => {
    if (task) {
      const shown = page.items.find(({ uid }) => uid === answer.uid)
      const key = `${answer.uid} ${shown?.resourceVersion ?? task.user.resourceVersion}`
      setAnswers((known) => new Map(known).set(key, answer))
    }
    close()
  }
  return (
    <>
      <DataTable
        label={t('listLabel')}
        columns={columns}
        rows={rows}
        getRowId={({ uid }) => uid}
        getRowActions={getActions}
        serverTotal={page.total}
        pageSize={USERS_PAGE_SIZE}
        toolbar={
          <QuerySelect
            name={USER_FILTER_PARAM}
            label={t('filter')}
            options={USER_FILTERS.map((value) => ({ value, label: t(`filters.${value}`) }))}
          />
        }
        empty={<EmptyState icon={<Users />} title={t(`${empty}.title`)} text={t(`${empty}.text`)} />}
      />
      {task?.kind === 'delete' && <DeleteUserDialog user={task.user} onClose={close} onDone={finish} />}
      {task?.kind === 'quota' && (
        <UserQuotaDialog user={task.user} defaults={defaults} roles={roles} onClose={close} onDone={finish} />
      )}
      {task && task.kind !== 'delete' && task.kind !== 'quota' && (
        <UserTaskDialog key={task.kind} task={task.kind} user={task.user} onClose={close} onDone={finish} />
      )}
    </>
  )
}
