'use client'

import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { RetryButton } from '#components/feedback/retry-button.tsx'
import { useLiveWish } from '#components/live/live-provider.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Select } from '#components/ui/select.tsx'
import { type StateKind, StateDot } from '#components/ui/state-dot.tsx'
import { useShallowQuery } from '#components/ui/use-shallow-query.ts'
import { activityQuery } from '#lib/audit/activity-query.ts'
import type { ActivityEntry } from '#lib/audit/schema.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { pickProblemDetails } from '#lib/http/call.ts'
import { useActivityTexts } from './use-activity-texts.ts'

type Outcome = ActivityEntry['outcome']

const OUTCOMES: readonly Outcome[] = ['done', 'refused', 'failed']
const STATES: Record<Outcome, StateKind> = { done: 'good', refused: 'warning', failed: 'danger' }
/** What other replicas write down is not told by the stream of this one. */
const REFETCH_MS = 20_000

interface ActivityBoardProps {
  space: SpaceId
  userUid: string
  /** Null: it could not be read with the page. */
  initial: ActivityEntry[] | null
  /** Shows a part of it only. Keep it stable. */
  isAbout?: (entry: ActivityEntry) => boolean
}

/** Who did what in a space. */
export function ActivityBoard({ space, userUid, initial, isAbout = isAny }: ActivityBoardProps) {
  const t = useTranslations('activity')
  useLiveWish(space, false)
  const { data, error, refetch, isPending } = useQuery({
    ...activityQuery(space),
    initialData: initial ?? undefined,
    refetchInterval: REFETCH_MS,
    refetchOnWindowFocus: 'always',
  })
  const query = useShallowQuery()
  const outcome = OUTCOMES.find((one) => one === query.get('outcome'))
  const columns = useColumns(userUid)
  const about = useMemo(() => (data ?? []).filter(isAbout), [data, isAbout])
  const rows = useMemo(() => about.filter((entry) => !outcome || entry.outcome === outcome), [about, outcome])
  const isFiltered = outcome !== undefined && about.length > 0
  return (
    <DataTable
      label={t('listLabel')}
      columns={columns}
      rows={rows}
      getRowId={({ at, action, object, requestId }) => `${at} ${requestId} ${action} ${object?.name}`}
      defaultSort={{ column: 'when', isDescending: true }}
      isLoading={isPending && !error}
      problem={
        error &&
        data === undefined && (
          <ErrorState
            title={t('failed')}
            message={t('failedText')}
            {...pickProblemDetails(error)}
            action={<RetryButton onRetry={() => void refetch()} />}
          />
        )
      }
      toolbar={
        <Select
          aria-label={t('outcomeFilter')}
          value={outcome ?? ''}
          placeholder={t('anyOutcome')}
          options={OUTCOMES.map((value) => ({ value, label: t(`outcomes.${value}`) }))}
          onChange={(event) => query.go({ outcome: event.target.value || null, page: null }, 'replace')}
          className="w-44"
        />
      }
      empty={
        isFiltered ? (
          <EmptyState title={t('noMatch')} />
        ) : (
          <EmptyState icon={<History />} title={t('empty.title')} text={t('empty.text')} />
        )
      }
    />
  )
}

const isAny = () => true

function useColumns(userUid: string): TableColumn<ActivityEntry>[] {
  const t = useTranslations('activity')
  const { getText, getWho } = useActivityTexts()
  return useMemo(
    () => [
      {
        id: 'what',
        header: t('columns.what'),
        value: getText,
        cell: (entry) => <span className="font-normal break-words normal-nums">{getText(entry)}</span>,
      },
      {
        id: 'who',
        header: t('columns.who'),
        value: getWho,
        cell: (entry) => (
          <span>
            {getWho(entry)}
            {entry.actor?.uid === userUid && <span className="text-quiet"> ({t('you')})</span>}
          </span>
        ),
      },
      {
        id: 'when',
        header: t('columns.when'),
        value: ({ at }) => Date.parse(at),
        cell: ({ at }) => <RelativeTime at={at} />,
      },
      {
        id: 'outcome',
        header: t('columns.outcome'),
        value: (entry) => t(`outcomes.${entry.outcome}`),
        cell: (entry) => <StateDot state={STATES[entry.outcome]} label={t(`outcomes.${entry.outcome}`)} />,
      },
      {
        id: 'request',
        header: t('columns.request'),
        value: ({ requestId }) => requestId,
        isMono: true,
        isHiddenAtFirst: true,
        isHiddenOnPhone: true,
      },
    ],
    [t, getText, getWho, userUid],
  )
}
