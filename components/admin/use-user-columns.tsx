'use client'

import { useTranslations } from 'next-intl'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { Badge } from '#components/ui/badge.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StateDot, type StateKind } from '#components/ui/state-dot.tsx'
import type { QuotaRole } from '#lib/env/quota-roles.ts'
import type { UserState, UserSummary } from '#lib/users/schema.ts'

const STATES: Record<UserState, StateKind> = { active: 'good', disabled: 'warning', deleted: 'idle' }

/** The server orders users by name. */
export function useUserColumns(selfUid: string, roles: readonly QuotaRole[]): TableColumn<UserSummary>[] {
  const t = useTranslations('admin.users')
  const columns: TableColumn<UserSummary>[] = [
    {
      id: 'name',
      header: t('columns.name'),
      value: ({ username }) => username,
      cell: (user) => <UserName user={user} you={user.uid === selfUid ? t('you') : null} />,
    },
    {
      id: 'state',
      header: t('columns.state'),
      value: ({ state }) => t(`states.${state}`),
      cell: ({ state }) => (
        <span data-tip={state === 'deleted' ? t('stateTip.deleted') : undefined}>
          <StateDot state={STATES[state]} label={t(`states.${state}`)} />
        </span>
      ),
    },
    {
      id: 'role',
      header: t('columns.role'),
      value: ({ isAdmin }) => (isAdmin ? t('admin') : t('member')),
      cell: ({ isAdmin, uid }) =>
        // Whoever reads this administers Moorage, by whichever way.
        isAdmin || uid === selfUid ? (
          <span data-tip={t('adminTip')}>
            <Badge tone="accent">{t('admin')}</Badge>
          </span>
        ) : (
          <span className="text-quiet">{t('member')}</span>
        ),
    },
    {
      id: 'seen',
      header: t('columns.lastSeen'),
      value: ({ lastSeenAt }) => lastSeenAt,
      cell: ({ lastSeenAt }) =>
        lastSeenAt ? <RelativeTime at={lastSeenAt} /> : <span className="text-quiet">{t('notSignedIn')}</span>,
    },
    {
      id: 'sessions',
      header: t('columns.sessions'),
      align: 'end',
      value: ({ sessionCount }) => sessionCount,
    },
    {
      id: 'quota',
      header: t('columns.quota'),
      value: ({ quota }) => Object.keys(quota).length,
      cell: ({ quota, quotaRole }) => (
        <Limits
          count={Object.keys(quota).length}
          group={roles.find(({ group }) => group === quotaRole)?.group ?? null}
        />
      ),
    },
    {
      id: 'created',
      header: t('columns.created'),
      value: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => (createdAt ? <RelativeTime at={createdAt} /> : null),
      isHiddenAtFirst: true,
    },
  ]
  return columns.map((column) => ({ ...column, isSortable: false }))
}

/** Where the limits of a user come from: own ones first, then those of the group. */
function Limits({ count, group }: { count: number; group: string | null }) {
  const t = useTranslations('admin.users')
  if (group === null) {
    return count === 0 ? <span className="text-quiet">{t('quotaStandard')}</span> : t('quotaOwn', { count })
  }
  const sentence = count === 0 ? t('quotaRole', { group }) : t('quotaElseRole', { group })
  return (
    <span className="block max-w-60 min-w-0">
      {count > 0 && t('quotaOwn', { count })}
      <span className="block truncate text-table font-normal text-quiet" data-tip={sentence}>
        {sentence}
      </span>
    </span>
  )
}

function UserName({ user, you }: { user: UserSummary; you: string | null }) {
  const { username, displayName, email } = user
  return (
    <span className="block min-w-0">
      <span className="flex max-w-72 items-center gap-2">
        <span className="min-w-0 truncate" data-tip={email || undefined}>
          {displayName || username}
        </span>
        {you && <Badge>{you}</Badge>}
      </span>
      {displayName !== '' && displayName !== username && (
        <span className="block max-w-72 truncate font-mono text-table font-normal text-quiet">{username}</span>
      )}
    </span>
  )
}
