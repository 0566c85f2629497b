'use client'

import { ChevronDown } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import type { ButtonVariant } from '#components/ui/button-class.ts'
import { getButtonClass } from '#components/ui/button-class.ts'
import { ButtonLink } from '#components/ui/link.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import { type OfferedVerb, toMenuEntries } from '../use-workload-verbs.tsx'
import { WorkloadDot } from '../workload-dot.tsx'
import { pickPrimaryVerb } from '../workload-verbs.ts'
import type { NextStepWay } from './next-step.ts'

interface WorkloadHeadProps {
  workload: WorkloadDetails
  verbs: readonly OfferedVerb[]
  /** What the explanation offers; that is the page's one primary button, and nothing is offered twice. */
  nextStep: NextStepWay
}

/** Shown as buttons of their own where they can be done; the rest is in the menu. */
const BESIDE = ['open', 'start', 'stop', 'restart', 'run', 'edit']

/** What it is, how it is, since when, and what can be done. */
export function WorkloadHead({ workload, verbs, nextStep }: WorkloadHeadProps) {
  const t = useTranslations('workloadsPage')
  const tKind = useTranslations('workloads.kinds')
  const { name, kind, isManaged, explanation } = workload
  const offered = nextStep && 'verb' in nextStep ? nextStep.verb : null
  const primary = nextStep
    ? null
    : pickPrimaryVerb(
        workload,
        verbs.map(({ verb }) => verb),
      )
  const stays = verbs.filter(({ verb }) => BESIDE.includes(verb) && verb !== primary && verb !== offered)
  const first = verbs.find(({ verb }) => verb === primary)
  // What is rarely wanted, and what the tabs lead to anyway, would only push the rest aside.
  const rest = verbs.filter(({ verb }) => verb === 'clone' || verb === 'delete')
  return (
    <PageHeader
      title={name}
      badge={
        <>
          <Badge>{tKind(kind)}</Badge>
          {!isManaged && (
            <span data-tip={t('notOursTip')}>
              <Badge>{t('notOurs')}</Badge>
            </span>
          )}
        </>
      }
      description={<WorkloadDot explanation={explanation} />}
      action={
        <>
          {stays.map((verb) => (
            <VerbButton key={verb.verb} verb={verb} variant="secondary" />
          ))}
          {rest.length > 0 && (
            <Menu
              label={t('more')}
              trigger={
                <Button>
                  {t('more')}
                  <ChevronDown aria-hidden />
                </Button>
              }
              entries={toMenuEntries(rest)}
            />
          )}
          {first && <VerbButton verb={first} variant="primary" />}
        </>
      }
    />
  )
}

function VerbButton({ verb, variant }: { verb: OfferedVerb; variant: ButtonVariant }) {
  const tUi = useTranslations('ui')
  const { label, icon, href, isOutside, run } = verb
  if (href === null) {
    return (
      <Button variant={variant} icon={icon} onClick={run}>
        {label}
      </Button>
    )
  }
  if (!isOutside) {
    return (
      <ButtonLink variant={variant} icon={icon} href={href}>
        {label}
      </ButtonLink>
    )
  }
  return (
    // A plain link: fetched ahead, it would be given a ticket each time.
    <a href={href} target="_blank" rel="noreferrer" className={getButtonClass({ variant })}>
      {icon}
      {label}
      <span className="sr-only"> {tUi('opensInNewTab')}</span>
    </a>
  )
}
