import { useTranslations } from 'next-intl'
import { Loading, Skeleton } from '#components/feedback/skeleton.tsx'
import { Card } from '#components/ui/card.tsx'
import { Link } from '#components/ui/link.tsx'
import { OpenLink } from '#components/workloads/open-link.tsx'
import { needsLook } from '#components/workloads/workload-state.ts'
import { WorkloadDot } from '#components/workloads/workload-dot.tsx'
import { mayOpen } from '#components/workloads/workload-verbs.ts'
import { routes } from '#lib/routes.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { isActive } from '#lib/workloads/status.ts'
import type { HomeSpace } from './home-space.ts'

/** More are on the page of each space. */
const SHOWN = 6

interface Line {
  space: SpaceSummary
  workload: Workload
}

/** What runs, over all spaces; what needs a look comes first. */
export function HomeWorkloads({ spaces }: { spaces: readonly HomeSpace[] }) {
  const t = useTranslations('home.workloads')
  const lines = listLines(spaces)
  const own = spaces[0]?.space.id
  const isKnown = spaces.every(({ workloads, problem }, place) => workloads !== null || problem !== null || place > 0)
  return (
    <Card title={t('title')}>
      {lines.length > 0 ? (
        <ul className="grid grid-cols-1 gap-2.5">
          {lines.slice(0, SHOWN).map((line) => (
            <li key={line.workload.uid}>
              <HomeWorkload {...line} hasSeveral={spaces.length > 1} />
            </li>
          ))}
        </ul>
      ) : isKnown ? (
        <p className="text-quiet">{t('none')}</p>
      ) : (
        <Loading>
          <Skeleton className="h-5 w-2/3" />
        </Loading>
      )}
      {own && (
        <p className="mt-4 text-table">
          <Link href={routes.workloads(own)}>
            {lines.length > SHOWN ? t('more', { count: lines.length - SHOWN }) : t('all')}
          </Link>
        </p>
      )}
    </Card>
  )
}

function listLines(spaces: readonly HomeSpace[]): Line[] {
  const lines = spaces.flatMap(({ space, workloads }) => (workloads ?? []).map((workload) => ({ space, workload })))
  return lines
    .filter(({ workload }) => needsLook(workload) || isActive(workload.explanation.state))
    .toSorted(
      (a, b) =>
        Number(needsLook(b.workload)) - Number(needsLook(a.workload)) ||
        a.workload.name.localeCompare(b.workload.name, 'en', { numeric: true }),
    )
}

function HomeWorkload({ space, workload, hasSeveral }: Line & { hasSeveral: boolean }) {
  const { name, explanation } = workload
  const rights = { canOpen: space.role === 'owner' || space.role === 'editor', canView: space.role === 'viewer' }
  const isOpen = mayOpen(workload, rights)
  return (
    <div className="flex items-center gap-3">
      <span className="w-32 shrink-0">
        <WorkloadDot explanation={explanation} isSinceShown={false} />
      </span>
      <span className="min-w-0 grow truncate">
        <Link variant="quiet" href={routes.workload(space.id, workload)} className="font-medium">
          {name}
        </Link>
        {hasSeveral && space.kind === 'group' && <span className="text-quiet"> · {space.name}</span>}
      </span>
      {isOpen && isActive(explanation.state) && (
        <span className="shrink-0 text-table">
          <OpenLink workload={workload} />
        </span>
      )}
    </div>
  )
}
