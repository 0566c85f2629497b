import { useTranslations } from 'next-intl'
import { Amount } from '#components/ui/amount.tsx'
import { Card } from '#components/ui/card.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Sparkline } from '#components/ui/sparkline.tsx'
import type { AmountUnit } from '#lib/format.ts'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import { isActive } from '#lib/workloads/status.ts'
import { toSamples } from './usage-samples.ts'

/** What its pods use now and used lately, against what they asked for and may use. */
export function UsageCard({ workload }: { workload: WorkloadDetails }) {
  const t = useTranslations('workloadsPage.usage')
  const { usage, usageHistory, size, explanation } = workload
  const pods = Math.max(1, workload.replicas?.wanted ?? 1)
  const times = (amount: number | null) => (amount === null ? null : amount * pods)
  const rows: UsageRowProps[] = [
    {
      id: 'cpu',
      unit: 'millicores',
      used: usage?.cpuMillicores ?? null,
      requested: size.cpuRequestMillicores * pods,
      limit: times(size.cpuLimitMillicores),
      samples: toSamples(usageHistory, ({ cpuMillicores }) => cpuMillicores),
    },
    {
      id: 'memory',
      unit: 'bytes',
      used: usage?.memoryBytes ?? null,
      requested: size.memoryRequestBytes * pods,
      limit: times(size.memoryLimitBytes),
      samples: toSamples(usageHistory, ({ memoryBytes }) => memoryBytes),
    },
  ]
  return (
    <Card title={t('title')}>
      <div className="grid gap-5">
        {rows.map((row) => (
          <UsageRow key={row.id} {...row} />
        ))}
        {size.gpus > 0 && (
          <p className="flex justify-between gap-4">
            <span className="font-medium">{t('gpus')}</span>
            <Amount value={size.gpus * pods} unit="count" />
          </p>
        )}
      </div>
      <p className="mt-4 text-table text-pretty text-quiet">
        {usage
          ? t.rich('measured', { time: () => <RelativeTime at={usage.at} /> })
          : t(isActive(explanation.state) ? 'notMeasured' : 'notRunning')}
      </p>
    </Card>
  )
}

interface UsageRowProps {
  id: 'cpu' | 'memory'
  unit: AmountUnit
  /** Null: nothing was measured. */
  used: number | null
  requested: number
  limit: number | null
  samples: (number | null)[]
}

function UsageRow({ id, unit, used, requested, limit, samples }: UsageRowProps) {
  const t = useTranslations('workloadsPage.usage')
  const asked = t.rich('requested', { amount: () => <Amount value={requested} unit={unit} /> })
  if (used === null) {
    return (
      <div>
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="font-medium">{t(id)}</span>
          <span className="text-table">
            {limit === null ? (
              <span className="text-quiet">{t('noLimit')}</span>
            ) : (
              t.rich('limit', { amount: () => <Amount value={limit} unit={unit} /> })
            )}
          </span>
        </p>
        <p className="text-table text-quiet">{asked}</p>
      </div>
    )
  }
  return (
    <div>
      <Meter label={t(id)} used={used} limit={limit} unit={unit} note={asked} />
      {samples.length > 1 && (
        <div className="mt-2">
          <Sparkline label={t(`${id}Lately`)} values={samples} unit={unit} limit={limit ?? undefined} />
        </div>
      )}
    </div>
  )
}
