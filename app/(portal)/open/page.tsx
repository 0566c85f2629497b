import { notFound, redirect } from 'next/navigation'
import { runPage } from '#lib/http/page.ts'
import type { SearchParams } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { createTicketForHost } from '#lib/workloads/operations-tickets.ts'
import { openQuerySchema } from '#lib/workloads/schema-tickets.ts'

/** The way back to a web address for whoever came there without a cookie. */
export default async function OpenHostPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const query = openQuerySchema.safeParse(await searchParams)
  if (!query.success) notFound()
  const { host, path } = query.data
  return runPage({ path: routes.openHost(host, path) }, async (actor) => {
    redirect((await createTicketForHost(actor, { host, path })).url)
  })
}
