'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import { useExplanation } from '../use-explanation.ts'
import type { OfferedVerb } from '../use-workload-verbs.tsx'
import { EvidenceList } from './evidence-list.tsx'
import { resolveNextStep } from './next-step.ts'

interface ExplanationCardProps {
  workload: WorkloadDetails
  verbs: readonly OfferedVerb[]
}

/** One sentence that says how it is; what is behind it, what to do, and the cluster's own words folded away. */
export function ExplanationCard({ workload, verbs }: ExplanationCardProps) {
  const t = useTranslations('workloadsPage.explanation')
  const { getSentence, getCause, getNextStep } = useExplanation()
  const { explanation } = workload
  const { evidence, nextStep } = explanation
  const causes = explanation.causes.map(getCause).filter((cause) => cause !== null)
  const label = nextStep && getNextStep(nextStep)
  const way = resolveNextStep(
    workload,
    verbs.map(({ verb }) => verb),
  )
  const offered = way && 'verb' in way ? verbs.find(({ verb }) => verb === way.verb) : undefined
  return (
    <Card>
      <h2 className="sr-only">{t('title')}</h2>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        {/* Read aloud when it changes while somebody is on the page. */}
        <div aria-live="polite" className="min-w-0 grow basis-72">
          <p className="max-w-text text-pretty break-words">{getSentence(explanation)}</p>
          {causes.length > 0 && (
            <ul className="mt-2 grid list-disc gap-1 ps-5 text-pretty marker:text-quiet">
              {causes.map((cause) => (
                <li key={cause} className="break-words">
                  {cause}
                </li>
              ))}
            </ul>
          )}
          {label && !way && <p className="mt-2 text-quiet">{t('next', { step: label })}</p>}
        </div>
        {way && 'href' in way && (
          <ButtonLink variant="primary" href={way.href}>
            {label}
          </ButtonLink>
        )}
        {offered && (
          <Button variant="primary" icon={offered.icon} onClick={offered.run}>
            {label}
          </Button>
        )}
      </div>
      {evidence.length > 0 && (
        <div className="mt-4">
          <Fold summary={t('evidence', { count: evidence.length })}>
            <EvidenceList evidence={evidence} />
          </Fold>
        </div>
      )}
    </Card>
  )
}
