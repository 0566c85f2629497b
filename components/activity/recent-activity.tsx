'use client'

import { useQueries } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Loading, Skeleton } from '#components/feedback/skeleton.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { activityQuery } from '#lib/audit/activity-query.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import { useActivityTexts } from './use-activity-texts.ts'

const SHOWN = 6
/** Stands on the first page's end, so that nothing below moves when there are more. */
const SKELETONS = 3
/** Each space is one question to the cluster. */
const SPACES_ASKED = 5

/** What changed lately, over all spaces; read after the page is there, because it stands in the cluster itself. */
export function RecentActivity({ spaces }: { spaces: readonly SpaceSummary[] }) {
  const t = useTranslations('home.activity')
  const { getText, getWho } = useActivityTexts()
  const asked = spaces.slice(0, SPACES_ASKED)
  const answers = useQueries({ queries: asked.map(({ id }) => activityQuery(id)) })
  const isLoading = answers.some(({ isPending, isError }) => isPending && !isError)
  const entries = answers
    .flatMap(({ data }, place) =>
      // Whoever opens files has not changed anything.
      (data ?? [])
        .filter(({ action }) => action !== 'files.open')
        .map((entry) => ({ entry, group: asked[place]?.kind === 'group' ? asked[place].name : null })),
    )
    .toSorted((a, b) => Date.parse(b.entry.at) - Date.parse(a.entry.at))
    .slice(0, SHOWN)
  if (isLoading) return <ActivitySkeleton />
  if (entries.length === 0) {
    return <p className="text-quiet">{answers.some(({ isError }) => isError) ? t('failed') : t('empty')}</p>
  }
  return (
    <ol className="grid gap-3">
      {entries.map(({ entry, group }) => (
        <li key={`${entry.at} ${entry.requestId} ${entry.action}`} className="min-w-0">
          <p className="truncate" data-tip={getText(entry)}>
            {getText(entry)}
          </p>
          <p className="text-table text-quiet">
            {getWho(entry)}
            {group && ` · ${group}`} · <RelativeTime at={entry.at} />
          </p>
        </li>
      ))}
    </ol>
  )
}

function ActivitySkeleton() {
  return (
    <Loading>
      <div className="grid gap-3">
        {Array.from({ length: SKELETONS }, (_, place) => (
          <div key={place} className="h-9.5">
            <div className="flex h-5 items-center">
              <Skeleton className="h-3.5 w-4/5" />
            </div>
            <div className="flex h-4.5 items-center">
              <Skeleton className="h-3 w-2/5" />
            </div>
          </div>
        ))}
      </div>
    </Loading>
  )
}
