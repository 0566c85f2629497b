import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { WorkloadBoard } from '#components/workloads/list/workload-board.tsx'
import { authorize } from '#lib/auth/authorize.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { runPage } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { listWorkloads } from '#lib/workloads/operations.ts'
import { readSpaceId, type SpacePageProps } from '../space-params.ts'
import { readWorkloadRights } from './workload-rights.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('workloadsPage')
  return { title: t('title') }
}

export default async function WorkloadsPage({ params, searchParams }: SpacePageProps) {
  const space = await readSpaceId(params)
  return runPage({ path: routes.workloads(space), searchParams }, (actor) => {
    const scope = authorize(actor, 'workload.read', space)
    return (
      <WorkloadBoard
        space={space}
        rights={readWorkloadRights(actor, requireSpaceId(space))}
        workloads={listWorkloads(scope)}
      />
    )
  })
}
