import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Card } from '#components/ui/card.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StateDot, type StateKind } from '#components/ui/state-dot.tsx'
import type { HealthCheckView, HealthReport } from '#lib/maintenance/schema.ts'

const STATES: Record<HealthCheckView['state'], StateKind> = {
  good: 'good',
  warning: 'warning',
  danger: 'danger',
  unknown: 'unknown',
  pending: 'progress',
}

/** Whether all is well, in a sentence, and everything that was looked at. */
export function HealthChecks({ report }: { report: HealthReport }) {
  const t = useTranslations('admin.health')
  const { checks } = report
  const summary = useSummary(report)
  const askedText = useAskedText(report)
  return (
    <Card title={summary.title} description={summary.text} footer={<span>{askedText}</span>}>
      <ul aria-label={t('checksTitle')} className="grid gap-x-8 gap-y-2.5 sm:grid-cols-2 lg:grid-cols-3">
        {checks.map(({ check, state }) => (
          <li key={check} className="flex min-w-0 items-center justify-between gap-3">
            <span className="truncate">{t(`checks.${check}`)}</span>
            <span className="shrink-0 text-table">
              <StateDot state={STATES[state]} label={t(`states.${state}`)} isQuiet />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function useSummary({ problems, askedAt }: HealthReport): { title: string; text?: string } {
  const t = useTranslations('admin.health')
  const count = problems.filter(({ level }) => level !== 'unknown').length
  if (count > 0) return { title: t('some', { count }) }
  if (askedAt === null) return { title: t('asking') }
  if (problems.length > 0) return { title: t('onlyUnknown'), text: t('onlyUnknownText') }
  return { title: t('allGood'), text: t('allGoodText') }
}

function useAskedText({ askedAt }: HealthReport): ReactNode {
  const t = useTranslations('admin.health')
  return askedAt === null ? t('asking') : t.rich('asked', { time: () => <RelativeTime at={askedAt} /> })
}
