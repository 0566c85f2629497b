import { redirect } from 'next/navigation'
import { routes } from '#lib/routes.ts'
import { readSpaceId, type SpacePageProps } from './space-params.ts'

/** The first page of a space is its storage. */
export default async function SpacePage({ params }: SpacePageProps) {
  redirect(routes.storage(await readSpaceId(params)))
}
