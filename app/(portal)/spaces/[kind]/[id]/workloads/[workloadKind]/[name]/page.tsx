import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { WorkloadPage } from '#components/workloads/page/workload-page.tsx'
import { authorize } from '#lib/auth/authorize.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { getEnv } from '#lib/env.ts'
import { runPage } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { getWorkload } from '#lib/workloads/operations.ts'
import { readWorkloadRights } from '../../workload-rights.ts'
import { readWorkloadAddress, type WorkloadPageProps } from './workload-params.ts'

export async function generateMetadata({ params }: WorkloadPageProps): Promise<Metadata> {
  return { title: (await readWorkloadAddress(params)).name }
}

export default async function OneWorkloadPage({ params, searchParams }: WorkloadPageProps) {
  const { space, kind, name } = await readWorkloadAddress(params)
  return runPage({ path: routes.workload(space, { kind, name }), searchParams }, async (actor) => {
    const scope = authorize(actor, 'workload.read', space)
    const workload = await getWorkload(scope, { kind, name })
    if (!workload) return notFound()
    return (
      <WorkloadPage
        key={workload.uid}
        initial={workload}
        userUid={actor.uid}
        rights={readWorkloadRights(actor, requireSpaceId(space))}
        namespace={getEnv().isKubectlShown ? scope.namespace : null}
      />
    )
  })
}
