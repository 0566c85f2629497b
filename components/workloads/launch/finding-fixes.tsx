'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useFormContext } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import { routes } from '#lib/routes.ts'
import { workloadsQuery } from '#lib/workloads/queries.ts'
import type { Finding } from '#lib/workloads/schema-preview.ts'
import { type Fit, findSize, takeLess } from './fit.ts'
import { useLaunchPlace } from './launch-context.tsx'
import type { LaunchValues } from './launch-values.ts'
import { listSizes } from './list-sizes.ts'
import { takeSize } from './size-fields.tsx'
import { useFindingTexts } from './use-finding-texts.ts'
import { useSizeTexts } from './use-size-texts.ts'

type FixEntry = Finding['fixes'][number]

/** What would make it fit, as buttons where the form can do it, and as links where it is done elsewhere. */
export function FindingFixes({ fixes }: { fixes: readonly FixEntry[] }) {
  return (
    <div className="mt-1.5 flex flex-wrap gap-2">
      {fixes.map((fix) => (
        <Fix key={`${fix.code} ${fix.target}`} fix={fix} />
      ))}
    </div>
  )
}

function Fix({ fix }: { fix: FixEntry }) {
  const t = useTranslations('launchPage.fixes')
  const { space } = useLaunchPlace()
  const texts = useFindingTexts()
  switch (fix.code) {
    case 'less':
      return <LessFix fix={fix} />
    case 'fewer-replicas':
      return <ReplicasFix fix={fix} />
    case 'stop':
      return <StopFix fix={fix} />
    case 'ask-for-more':
      return (
        <ButtonLink size="small" href={routes.quota(space)}>
          {t('more')}
        </ButtonLink>
      )
    default:
      return <span className="text-table text-quiet">{texts.getFix(fix)}</span>
  }
}

function LessFix({ fix }: { fix: FixEntry }) {
  const t = useTranslations('launchPage.fixes')
  const { template } = useLaunchPlace()
  const texts = useFindingTexts()
  const sizeTexts = useSizeTexts()
  const { getValues, setValue } = useFormContext<LaunchValues>()
  const { cpu, memory, gpus } = getValues()
  const fit = takeLess({ cpu, memory, gpus }, { field: fix.target, amount: String(fix.parameters['amount']) })
  if (!fit) return <span className="text-table text-quiet">{texts.getFix(fix)}</span>
  const size = findSize(listSizes(template), { cpu, memory, gpus, ...fit })
  const isFree = template?.isSizeFree ?? true
  return (
    <>
      {size && (
        <Button size="small" onClick={() => takeSize(setValue, size)}>
          {t('size', { name: sizeTexts.getName(size), amounts: sizeTexts.describe(size) })}
        </Button>
      )}
      {isFree && (
        <Button size="small" onClick={() => takeSize(setValue, { cpu, memory, gpus: gpus ?? 0, ...toSize(fit) })}>
          {t('less', { amount: String(fix.parameters['amount']) })}
        </Button>
      )}
    </>
  )
}

function toSize({ cpu, memory, gpus }: Fit) {
  return {
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
    ...(typeof gpus === 'number' ? { gpus } : {}),
  }
}

function ReplicasFix({ fix }: { fix: FixEntry }) {
  const t = useTranslations('launchPage.fixes')
  const { setValue } = useFormContext<LaunchValues>()
  const amount = Number(fix.parameters['amount'])
  const take = () => setValue('replicas', amount, { shouldDirty: true, shouldTouch: true, shouldValidate: true })
  return (
    <Button size="small" onClick={take}>
      {t('replicas', { count: amount })}
    </Button>
  )
}

/** Leads to what would have to be stopped; the form is kept meanwhile. */
function StopFix({ fix }: { fix: FixEntry }) {
  const t = useTranslations('launchPage.fixes')
  const { space } = useLaunchPlace()
  const { data: workloads } = useQuery(workloadsQuery(space))
  const names = String(fix.parameters['names'])
  const workload = workloads?.find(({ name }) => name === fix.target)
  return (
    <ButtonLink size="small" href={workload ? routes.workload(space, workload) : routes.workloads(space)}>
      {t('stop', { names })}
    </ButtonLink>
  )
}
