'use client'

import { ScrollText } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { NoRightsState } from '#components/feedback/no-rights-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { StateKind } from '#components/ui/state-dot.tsx'
import type { LogStatus } from './log-store.ts'

type LogPhase = 'opening' | 'waiting' | 'live' | 'ended' | 'lost' | 'finished' | 'gone' | 'refused'

function getLogPhase({ connection, pods }: LogStatus): LogPhase {
  if (connection !== 'open') return connection
  if (pods === 'waiting') return 'waiting'
  return pods === 'ended' ? 'ended' : 'live'
}

const DOTS: Record<LogPhase, StateKind> = {
  opening: 'progress',
  waiting: 'progress',
  live: 'good',
  ended: 'idle',
  lost: 'warning',
  finished: 'idle',
  gone: 'idle',
  refused: 'danger',
}

/** In place of lines, while there are none. */
export function NoLines({
  status,
  isPrevious,
  onRetry,
}: {
  status: LogStatus
  isPrevious: boolean
  onRetry: () => void
}) {
  const t = useTranslations('workloadLogs.empty')
  const phase = getLogPhase(status)
  const { problem } = status
  if (phase === 'refused' && problem?.code === 'FORBIDDEN') return <NoRightsState text={problem.message} />
  if (phase === 'refused' && problem) {
    return (
      <ErrorState
        message={problem.message}
        requestId={problem.requestId}
        raw={problem.raw}
        action={<Button onClick={onRetry}>{t('retry')}</Button>}
      />
    )
  }
  const code = isPrevious && (phase === 'finished' || phase === 'ended') ? 'previous' : phase
  if (code === 'refused') return null
  return <EmptyState icon={<ScrollText />} title={t(`${code}.title`)} text={t(`${code}.text`)} />
}

/** Below the lines: whether more come. */
export function LogFooter({
  status,
  lineCount,
  left,
  onRetry,
}: {
  status: LogStatus
  lineCount: string
  /** What to say of logs that are left out. */
  left: ReactNode
  onRetry: () => void
}) {
  const t = useTranslations('workloadLogs')
  const phase = getLogPhase(status)
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-3 py-1.5 text-table">
      <output>
        <StateDot state={DOTS[phase]} label={t(`phases.${phase}`)} />
      </output>
      <span className="text-quiet">{lineCount}</span>
      {left}
      {phase === 'refused' && status.problem && (
        <span className="flex flex-wrap items-center gap-2 text-danger">
          {status.problem.message}
          <Button size="small" onClick={onRetry}>
            {t('empty.retry')}
          </Button>
        </span>
      )}
    </div>
  )
}
