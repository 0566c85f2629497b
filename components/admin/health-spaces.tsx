'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { showToast } from '#components/feedback/toast-queue.ts'
import { FormProblem } from '#components/form/form-problem.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { repairAllSpacesAction, repairSpaceAction } from '#lib/maintenance/actions.ts'
import type { HealthReport } from '#lib/maintenance/schema.ts'
import { canRepair } from '#lib/maintenance/status.ts'
import type { SpaceDrift } from '#lib/spaces/schema.ts'
import { useAdminAction } from './use-admin-action.ts'

const OBJECTS_SHOWN = 3
/** The others are a click away: what else the page has to say must not lie far below. */
const SPACES_OPEN = 5

/** Which spaces are not as they have to be, with what is wrong and a button that mends it. */
export function HealthSpaces({ spaces }: { spaces: HealthReport['spaces'] }) {
  const t = useTranslations('admin.health.spaces')
  const router = useRouter()
  const { isBusy, problem, run } = useAdminAction(repairAllSpacesAction)
  const { shown, total } = spaces
  const folded = shown.slice(SPACES_OPEN)
  const repairAll = async () => {
    const done = await run({})
    if (!done) return
    const { repaired, failed } = done.value
    if (repaired > 0) showToast({ title: t('repairedAll', { count: repaired }) })
    if (failed.length > 0) {
      showToast({
        tone: 'danger',
        title: t('someFailed', { count: failed.length, names: failed.slice(0, 5).join(', ') }),
      })
    }
    router.refresh()
  }
  return (
    <Card
      title={t('title')}
      description={t('text')}
      isFlush
      actions={
        shown.filter(canRepair).length > 1 && (
          <Button isBusy={isBusy} onClick={() => void repairAll()}>
            {t('repairAll')}
          </Button>
        )
      }
      footer={total > shown.length && t('hidden', { count: total - shown.length })}
    >
      {problem && (
        <div className="px-4 pb-3 sm:px-5">
          <FormProblem error={problem} />
        </div>
      )}
      <SpaceList label={t('listLabel')} spaces={shown.slice(0, SPACES_OPEN)} />
      {folded.length > 0 && (
        <div className="border-t border-line py-2">
          <div className="px-4 text-table sm:px-5">
            <Fold summary={t('others', { count: folded.length })}>
              <div className="-mx-4 text-body sm:-mx-5">
                <SpaceList label={t('listLabel')} spaces={folded} />
              </div>
            </Fold>
          </div>
        </div>
      )}
    </Card>
  )
}

function SpaceList({ label, spaces }: { label: string; spaces: readonly SpaceDrift[] }) {
  return (
    <ul aria-label={label} className="divide-y divide-line border-t border-line">
      {spaces.map((space) => (
        <SpaceItem key={space.spaceId} space={space} />
      ))}
    </ul>
  )
}

function SpaceItem({ space }: { space: SpaceDrift }) {
  const t = useTranslations('admin.health.spaces')
  const router = useRouter()
  const { isBusy, problem, run } = useAdminAction(repairSpaceAction)
  const { spaceId, drift } = space
  const rest = drift.length - OBJECTS_SHOWN
  const repair = async () => {
    if (!(await run({ space: spaceId }))) return
    showToast({ title: t('repaired', { space: spaceId }) })
    router.refresh()
  }
  return (
    <li className="grid gap-3 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 grow basis-60">
          <p className="font-mono text-table font-medium break-all">{spaceId}</p>
          <ul className="mt-1 grid gap-0.5 text-table text-quiet">
            {drift.slice(0, OBJECTS_SHOWN).map(({ objectKind, name, problem: what }) => (
              <li key={`${objectKind} ${name}`} className="break-words">
                {objectKind} <span className="font-mono">{name}</span>: {t(what)}
              </li>
            ))}
            {rest > 0 && <li>{t('more', { count: rest })}</li>}
          </ul>
        </div>
        {canRepair(space) ? (
          <Button
            size="small"
            isBusy={isBusy}
            aria-label={t('repairOf', { space: spaceId })}
            onClick={() => void repair()}
          >
            {t('repair')}
          </Button>
        ) : (
          <span className="text-table text-quiet">{t('cannot')}</span>
        )}
      </div>
      {problem && <FormProblem error={problem} />}
    </li>
  )
}
