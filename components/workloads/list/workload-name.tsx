import { useTranslations } from 'next-intl'
import { Badge } from '#components/ui/badge.tsx'
import type { Workload } from '#lib/workloads/schema.ts'

/** The whole row leads to the page, so this is no link itself. */
export function WorkloadName({ workload: { name, isManaged } }: { workload: Workload }) {
  const t = useTranslations('workloadsPage')
  return (
    // Figures of equal width would widen the hyphens of names.
    <span className="inline-flex max-w-full items-center gap-2 align-bottom normal-nums">
      <span className="max-w-72 min-w-0 truncate" data-tip={name}>
        {name}
      </span>
      {!isManaged && (
        <span data-tip={t('notOursTip')}>
          <Badge>{t('notOurs')}</Badge>
        </span>
      )}
    </span>
  )
}
