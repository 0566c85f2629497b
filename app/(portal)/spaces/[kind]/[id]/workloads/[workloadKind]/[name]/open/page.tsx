import { notFound, redirect } from 'next/navigation'
import { runPage } from '#lib/http/page.ts'
import type { SearchParams } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { createWebTicket } from '#lib/workloads/operations-tickets.ts'
import { workloadParamsSchema } from '#lib/workloads/schema-refs.ts'

interface OpenPageProps {
  params: Promise<{ kind: string; id: string; workloadKind: string; name: string }>
  searchParams: Promise<SearchParams>
}

/** Leads on to the web address of a workload, with a ticket. */
export default async function OpenWorkloadPage({ params, searchParams }: OpenPageProps) {
  const parsed = workloadParamsSchema.safeParse(await params)
  if (!parsed.success) notFound()
  const { space, kind, name } = parsed.data
  return runPage({ path: routes.openWorkload(space, { kind, name }), searchParams }, async (actor) => {
    redirect((await createWebTicket(actor, { space, name, uid: null })).url)
  })
}
