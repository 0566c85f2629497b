import { notFound } from 'next/navigation'
import { type SpaceId, spaceParamsSchema } from '#lib/auth/space-id.ts'
import type { SearchParams } from '#lib/http/page.ts'

export interface SpacePageProps {
  params: Promise<{ kind: string; id: string }>
  searchParams: Promise<SearchParams>
}

/** The space of an address; what cannot be one is a page that does not exist. */
export async function readSpaceId(params: SpacePageProps['params']): Promise<SpaceId> {
  const parsed = spaceParamsSchema.safeParse(await params)
  return parsed.success ? parsed.data : notFound()
}
