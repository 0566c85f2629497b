'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { showToast } from '#components/feedback/toast-queue.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ExactTime, RelativeTime } from '#components/ui/relative-time.tsx'
import { formatDuration } from '#lib/format.ts'
import { rememberWrites } from '#lib/http/call.ts'
import { keepWorkload } from '#lib/workloads/actions.ts'
import { workloadQuery } from '#lib/workloads/queries.ts'
import type { WorkloadDetails } from '#lib/workloads/schema.ts'

const KEEP_SECONDS = 4 * 60 * 60

interface IdleCardProps {
  workload: WorkloadDetails
  idle: NonNullable<WorkloadDetails['idle']>
  canKeep: boolean
}

/** When it would be stopped because nobody uses it, why it thinks so, and a way to keep it. */
export function IdleCard({ workload, idle, canKeep }: IdleCardProps) {
  const t = useTranslations('workloadsPage.idle')
  const queries = useQueryClient()
  const locale = useLocale()
  const [isBusy, setIsBusy] = useState(false)
  const { space, kind, name, uid } = workload
  const { seconds, lastUsedAt, lastUse, stopsAt, keptUntil } = idle

  const keep = async () => {
    setIsBusy(true)
    const result = await keepWorkload({ space, kind, name, uid, seconds: KEEP_SECONDS })
    setIsBusy(false)
    if (!result.ok) {
      showToast({ tone: 'danger', title: t('failed', { name }), description: result.error.message })
      return
    }
    rememberWrites(result.writes)
    showToast({ title: t('kept', { name }) })
    void queries.invalidateQueries({ queryKey: workloadQuery(space, workload).queryKey })
  }
  return (
    <Card
      title={t('title')}
      description={t('rule', { time: formatDuration(seconds, locale) })}
      footer={
        canKeep && (
          <Button size="small" isBusy={isBusy} onClick={() => void keep()}>
            {t('keep')}
          </Button>
        )
      }
    >
      <dl className="grid gap-2">
        <Fact label={t('stops')}>{stopsAt ? <TimeWithExact at={stopsAt} /> : t('notNow')}</Fact>
        <Fact label={t('used')}>
          {lastUsedAt ? <RelativeTime at={lastUsedAt} /> : t('notSeen')}
          {lastUse && <span className="block text-table text-quiet">{t(`uses.${lastUse}`)}</span>}
        </Fact>
        {keptUntil && (
          <Fact label={t('keptUntil')}>
            <TimeWithExact at={keptUntil} />
          </Fact>
        )}
      </dl>
      <p className="mt-3 text-table text-pretty text-quiet">{t('counts')}</p>
    </Card>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4">
      <dt className="text-quiet">{label}</dt>
      <dd className="text-end">{children}</dd>
    </div>
  )
}

function TimeWithExact({ at }: { at: string }) {
  return (
    <>
      <RelativeTime at={at} />
      <span className="block text-table text-quiet">
        <ExactTime at={at} />
      </span>
    </>
  )
}
