import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { Steps } from '#components/ui/steps.tsx'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'

/** How far a start has come. Once it is through, it is folded away; for what is not meant to run there is none. */
export function StepsCard({ workload: { steps, explanation, pods } }: { workload: WorkloadDetails }) {
  const t = useTranslations('workloadsPage')
  const tStep = useTranslations('workloads.steps')
  const { state } = explanation
  if (steps.length === 0 || ['stopped', 'suspended', 'scheduled', 'stopping', 'deleting'].includes(state)) return null
  const isThrough = steps.every((step) => step.state === 'done') || state === 'completed'
  if (isThrough && pods.length === 0) return null
  const list = (
    <Steps
      label={t('steps')}
      steps={steps
        .filter((step) => state !== 'completed' || step.state === 'done')
        .map((step) => ({ ...step, label: tStep(step.id) }))}
    />
  )
  return isThrough ? (
    <Card>
      <h2 className="sr-only">{t('steps')}</h2>
      <Fold summary={t('stepsDone')}>{list}</Fold>
    </Card>
  ) : (
    <Card title={t('steps')}>{list}</Card>
  )
}
