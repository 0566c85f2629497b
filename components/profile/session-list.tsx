'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { showToast } from '#components/feedback/toast-queue.ts'
import { signOut } from '#components/session/session-end.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { rememberWrites } from '#lib/http/call.ts'
import { endSessionAction } from '#lib/users/actions.ts'
import { sessionsQuery } from '#lib/users/queries.ts'
import type { SessionView } from '#lib/users/schema.ts'
import { parseAgent } from './parse-agent.ts'

/** The browsers in which the person is signed in; each can be put out. */
export function SessionList({ initial }: { initial: SessionView[] }) {
  const t = useTranslations('profile.sessions')
  const queries = useQueryClient()
  const { data } = useQuery({ ...sessionsQuery(), initialData: initial, refetchOnWindowFocus: 'always' })
  const [endingSid, setEndingSid] = useState<string | null>(null)
  const getBrowser = useBrowserName()

  const columns = useMemo<TableColumn<SessionView>[]>(() => {
    const end = async (session: SessionView) => {
      // The session at hand also ends at the identity provider.
      if (session.isCurrent) {
        signOut()
        return
      }
      setEndingSid(session.sid)
      const result = await endSessionAction({ sid: session.sid })
      setEndingSid(null)
      if (!result.ok) {
        showToast({ tone: 'danger', title: result.error.message })
        return
      }
      rememberWrites(result.writes)
      const { queryKey } = sessionsQuery()
      queries.setQueryData(queryKey, (known) => known?.filter(({ sid }) => sid !== session.sid))
      showToast({ title: t('ended', { browser: getBrowser(session) }) })
    }
    return [
      {
        id: 'browser',
        header: t('browser'),
        value: getBrowser,
        isSortable: false,
        cell: (session) => (
          <span className="inline-flex flex-wrap items-center gap-2">
            <span data-tip={session.agent}>{getBrowser(session)}</span>
            {session.isCurrent && <Badge tone="accent">{t('current')}</Badge>}
          </span>
        ),
      },
      {
        id: 'seen',
        header: t('seen'),
        value: ({ lastSeenAt }) => Date.parse(lastSeenAt),
        isSortable: false,
        cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} />,
      },
      {
        id: 'started',
        header: t('started'),
        value: ({ startedAt }) => Date.parse(startedAt),
        isSortable: false,
        cell: ({ startedAt }) => <RelativeTime at={startedAt} />,
      },
      {
        id: 'end',
        header: t('end'),
        isHeaderHidden: true,
        value: () => null,
        isSortable: false,
        align: 'end',
        cell: (session) => (
          <Button
            size="small"
            isBusy={endingSid === session.sid}
            aria-label={t('endOf', { browser: getBrowser(session) })}
            onClick={() => void end(session)}
          >
            {t('end')}
          </Button>
        ),
      },
    ]
  }, [t, queries, endingSid, getBrowser])
  return (
    <DataTable label={t('listLabel')} columns={columns} rows={data} getRowId={({ sid }) => sid} empty={t('failed')} />
  )
}

function useBrowserName(): (session: SessionView) => string {
  const t = useTranslations('profile.sessions')
  return useMemo(
    () =>
      ({ agent }) => {
        const names = parseAgent(agent)
        if (!names) return t('unknown')
        return names.system ? t('browserOn', { browser: names.browser, system: names.system }) : names.browser
      },
    [t],
  )
}
