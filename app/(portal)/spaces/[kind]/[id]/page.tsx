import { redirect } from 'next/navigation'
import { routes } from '#lib/routes.ts'
import { readSpaceId, type SpacePageProps } from './space-params.ts'

/** The first page of a space is what runs there. */
export default async function SpacePage({ params }: SpacePageProps) {
  redirect(routes.workloads(await readSpaceId(params)))
}
