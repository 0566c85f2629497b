'use client'

import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import type { HealthReport } from '#lib/maintenance/schema.ts'
import { HealthChecks } from './health-checks.tsx'
import { HealthLists } from './health-lists.tsx'
import { HealthProblemItem } from './health-problem-item.tsx'
import { HealthProbe } from './health-probe.tsx'
import { HealthSpaces } from './health-spaces.tsx'
import { useAdminRefresh } from './use-admin-refresh.ts'
import { useHealthClock } from './use-health-clock.ts'

/** What is wrong, why, and what mends it; then what was looked at. */
export function HealthBoard({ report }: { report: HealthReport }) {
  const t = useTranslations('admin.health')
  const { problems, spaces, probe, lists } = report
  useAdminRefresh()
  useHealthClock(report)
  return (
    <div className="grid gap-6">
      <HealthChecks report={report} />
      {problems.length > 0 && (
        <Card title={t('problemsTitle')} isFlush>
          <ul className="divide-y divide-line border-t border-line">
            {problems.map((problem) => (
              <HealthProblemItem key={`${problem.code} ${problem.subject ?? ''}`} problem={problem} />
            ))}
          </ul>
        </Card>
      )}
      {probe && <HealthProbe probe={probe} />}
      {spaces.total > 0 && <HealthSpaces spaces={spaces} />}
      <HealthLists lists={lists} />
    </div>
  )
}
