'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useDeferredValue, useMemo, useState } from 'react'
import { showToast } from '#components/feedback/toast-queue.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { formatCount } from '#lib/format.ts'
import { routes } from '#lib/routes.ts'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import { LeftOut } from './left-out.tsx'
import { LogList } from './log-list.tsx'
import type { LogLook } from './log-row.tsx'
import { LogFooter, NoLines } from './log-state.tsx'
import { toLogText } from './log-copy.ts'
import { LogToolbar } from './log-toolbar.tsx'
import { toQuery, useLogStream } from './use-log-stream.ts'
import type { LogChoice } from './use-log-stream.ts'
import { useLogSearch } from './use-log-search.ts'

const ALL: LogChoice = { pod: '', container: '', isPrevious: false, sinceSeconds: null }

/** The lines of a workload as they come. */
export function LogsView({ space, workload }: { space: SpaceId; workload: WorkloadDetails }) {
  const t = useTranslations('workloadLogs')
  const locale = useLocale()
  const { kind, name, pods } = workload
  const [choice, setChoice] = useState(ALL)
  const [isFollowing, setFollowing] = useState(true)
  const [chosenLook, setLook] = useState({ hasTimes: false, isWrapped: false })
  const { store, snapshot, retry } = useLogStream(workload, choice)
  const { status, version, sourceCount, hasLines } = snapshot
  const search = useLogSearch(store, version)
  // The field shows a letter before the lines show where it is.
  const query = useDeferredValue(search.query)
  const look = useMemo<LogLook>(
    () => ({ ...chosenLook, hasSources: sourceCount > 1, prefix: `${name}-`, query }),
    [chosenLook, sourceCount, name, query],
  )
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(toLogText(store.buffer.toArray(), look))
      showToast({ title: t('copied', { count: store.buffer.length, text: formatCount(store.buffer.length, locale) }) })
    } catch {
      showToast({ title: t('copyFailed'), tone: 'danger' })
    }
  }
  const choose = (change: Partial<LogChoice>) => {
    setChoice({ ...choice, ...change })
    setFollowing(true)
  }
  const { length } = store.buffer
  return (
    <div className="flex h-[calc(100dvh-14rem)] min-h-96 min-w-0 flex-col overflow-hidden rounded-box border border-line bg-surface">
      <LogToolbar
        pods={pods}
        choice={choice}
        onChoice={choose}
        search={{
          ...search,
          step: (direction) => {
            setFollowing(false)
            search.step(direction)
          },
        }}
        isFollowing={isFollowing}
        onFollow={setFollowing}
        look={chosenLook}
        onLook={(change) => setLook({ ...chosenLook, ...change })}
        onCopy={() => void copy()}
        downloadHref={routes.api.workloadLogs(
          space,
          { kind, name },
          { ...toQuery({ ...choice, sinceSeconds: null }), download: 'true' },
        )}
      />
      {length === 0 ? (
        <div
          role="log"
          aria-label={t('title', { name })}
          className="grid min-h-0 grow place-items-center overflow-auto"
        >
          <NoLines status={status} isPrevious={choice.isPrevious} onRetry={retry} />
        </div>
      ) : (
        <LogList
          label={t('title', { name })}
          store={store}
          version={version}
          look={look}
          isFollowing={isFollowing}
          onFollow={setFollowing}
          current={search.current}
        />
      )}
      <LogFooter
        status={status}
        left={<LeftOut hidden={status.hidden} choice={choice} prefix={look.prefix} onChoice={choose} />}
        lineCount={!hasLines ? '' : t('lines', { count: length, text: formatCount(length, locale) })}
        onRetry={retry}
      />
    </div>
  )
}
