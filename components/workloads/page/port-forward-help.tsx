import { useTranslations } from 'next-intl'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Fold } from '#components/ui/fold.tsx'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import { buildPortForward } from './port-forward.ts'

/** For people who have kubectl: the exact line that brings a port to their own machine. */
export function PortForwardHelp({ workload, namespace }: { workload: WorkloadDetails; namespace: string }) {
  const t = useTranslations('workloadsPage.portForward')
  const lines = buildPortForward(workload, namespace)
  if (lines.length === 0) return null
  return (
    <Fold summary={t('title')}>
      <p className="mb-2 max-w-text text-table text-pretty text-quiet">{t('text')}</p>
      <CodeBlock label={t('label')} code={lines.join('\n')} />
    </Fold>
  )
}
