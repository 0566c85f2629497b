import { ExternalLink } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { routes } from '#lib/routes.ts'
import type { Workload } from '#lib/workloads/schema.ts'

/** Opens the web address in a new tab. A plain link: fetched ahead, it would be given a ticket each time. */
export function OpenLink({ workload, label }: { workload: Workload; label?: string }) {
  const t = useTranslations('workloads')
  const tUi = useTranslations('ui')
  return (
    <a
      href={routes.openWorkload(workload.space, workload)}
      target="_blank"
      rel="noreferrer"
      // Above the ground of a row that leads elsewhere.
      className="relative z-10 rounded-item text-accent underline decoration-1 underline-offset-4 hover:text-accent-strong"
    >
      {label ?? t('open')}
      <ExternalLink aria-hidden className="ms-1 inline size-3.5 align-[-2px]" />
      <span className="sr-only">
        {' '}
        {label === undefined && workload.name} {tUi('opensInNewTab')}
      </span>
    </a>
  )
}
