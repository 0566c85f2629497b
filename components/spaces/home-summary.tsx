import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { getVolumeLabel } from '#components/storage/volume-state.ts'
import { useExplanation } from '#components/workloads/use-explanation.ts'
import { Link } from '#components/ui/link.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import { formatAmount, formatShare } from '#lib/format.ts'
import { routes } from '#lib/routes.ts'
import type { HomeProblem } from './home-problems.ts'

/** Whether all is well; and if not, what to look at, each with the way there. */
export function HomeSummary({ problems }: { problems: readonly HomeProblem[] }) {
  const t = useTranslations('home.summary')
  const toSentence = useProblemSentence()
  if (problems.length === 0) {
    return (
      <div>
        <StateDot state="good" label={t('fine')} />
        <p className="ms-5 text-quiet">{t('fineText')}</p>
      </div>
    )
  }
  return (
    <div>
      <StateDot state="warning" label={t('problems', { count: problems.length })} />
      <ul className="ms-5 mt-1 grid grid-cols-1 gap-1 wrap-anywhere">
        {problems.map((problem) => (
          <li key={toKey(problem)}>{toSentence(problem)}</li>
        ))}
      </ul>
    </div>
  )
}

function toKey(problem: HomeProblem): string {
  return `${problem.kind} ${problem.space.id} ${getSubject(problem)}`
}

function getSubject(problem: HomeProblem): string {
  if ('volume' in problem) return problem.volume.name
  if ('workload' in problem) return problem.workload.uid
  return 'item' in problem ? problem.item.resource : ''
}

function useProblemSentence(): (problem: HomeProblem) => ReactNode {
  const t = useTranslations('home.summary')
  const tPhase = useTranslations('storagePage.phases')
  const tResource = useTranslations('quotaPage.resources')
  const locale = useLocale()
  const { getSentence } = useExplanation()
  return (problem) => {
    const space = problem.space.name
    switch (problem.kind) {
      case 'preparing':
      case 'foreign':
        return t(problem.kind, { space })
      case 'volumeFull':
      case 'volumeFailed': {
        const { volume } = problem
        const link = () => (
          <Link href={routes.storage(volume.space, { volume: volume.name })}>{getVolumeLabel(volume)}</Link>
        )
        return problem.kind === 'volumeFull'
          ? t.rich('volumeFull', { space, share: formatShare(problem.share, locale), volume: link })
          : t.rich('volumeFailed', { space, state: tPhase(volume.phase), volume: link })
      }
      case 'workloadFailed': {
        const { workload } = problem
        const link = () => <Link href={routes.workload(workload.space, workload)}>{workload.name}</Link>
        return t.rich('workloadFailed', { space, workload: link, sentence: getSentence(workload.explanation) })
      }
      case 'quotaFull': {
        const { resource, used, limit, unit } = problem.item
        const format = (value: number) => formatAmount({ value, unit }, locale)
        const sentence = t('quotaFull', {
          space,
          resource: tResource(`${resource}.label`),
          used: format(used),
          limit: format(limit),
        })
        return <Link href={routes.quota(problem.space.id)}>{sentence}</Link>
      }
    }
  }
}
