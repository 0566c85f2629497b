import { FileQuestion } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import { routes } from '#lib/routes.ts'
import type { Workload } from '#lib/workloads/schema.ts'

/** It was deleted while somebody looked. */
export function GoneState({ workload: { space, name, volumes } }: { workload: Workload }) {
  const t = useTranslations('workloadsPage.gone')
  return (
    <>
      <PageHeader title={name} />
      <div aria-live="polite">
        <EmptyState
          icon={<FileQuestion />}
          title={t('title', { name })}
          text={volumes.length > 0 ? t('volumes', { names: volumes.join(', ') }) : t('text')}
          action={<ButtonLink href={routes.workloads(space)}>{t('back')}</ButtonLink>}
        />
      </div>
    </>
  )
}
