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
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import { KEEP_SECONDS } from '#lib/workloads/status-idle.ts'

type KeepSeconds = (typeof KEEP_SECONDS)[number]

const toHours = (seconds: number) => seconds / 3600

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
  const [busy, setBusy] = useState<KeepSeconds | null>(null)
  const { space, kind, name, uid } = workload
  const { seconds, lastUsedAt, lastUse, stopsAt, keptUntil } = idle

  const keep = async (keptSeconds: KeepSeconds) => {
    setBusy(keptSeconds)
    const result = await keepWorkload({ space, kind, name, uid, seconds: keptSeconds })
    setBusy(null)
    if (!result.ok) {
      showToast({ tone: 'danger', title: t('failed', { name }), description: result.error.message })
      return
    }
    rememberWrites(result.writes)
    showToast({ title: t('kept', { name, hours: toHours(keptSeconds) }) })
    void queries.invalidateQueries({ queryKey: workloadQuery(space, workload).queryKey })
  }
  return (
    <Card
      title={t('title')}
      description={t('rule', { time: formatDuration(seconds, locale) })}
      footer={
        canKeep && (
          <div className="flex flex-wrap items-center gap-2">
            <span className="text-quiet">{t('keep')}</span>
            {KEEP_SECONDS.map((one) => (
              <Button
                key={one}
                size="small"
                aria-label={t('keepFor', { hours: toHours(one) })}
                isBusy={busy === one}
                onClick={() => void keep(one)}
              >
                {t('keepShort', { hours: toHours(one) })}
              </Button>
            ))}
          </div>
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
