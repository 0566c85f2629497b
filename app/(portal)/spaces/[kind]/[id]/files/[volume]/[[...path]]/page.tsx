import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { authorize } from '#lib/auth/authorize.ts'
import { type SearchParams, runPage } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { listVolumes } from '#lib/storage/operations.ts'
import { readSpaceId } from '../../../space-params.ts'

interface FilesPageProps {
  params: Promise<{ kind: string; id: string; volume: string; path?: string[] }>
  searchParams: Promise<SearchParams>
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('files')
  return { title: t('title') }
}

/** Says who may be here, and where to come back to after signing in; what is shown stands in the layout. */
export default async function FilesPage({ params, searchParams }: FilesPageProps) {
  const space = await readSpaceId(params)
  const { volume: part, path = [] } = await params
  const volume = decodeURIComponent(part)
  return runPage({ path: routes.files(space, volume, path.join('/')), searchParams }, (actor) => {
    const scope = authorize(actor, 'files.read', space)
    if (!listVolumes(scope).some(({ name }) => name === volume)) notFound()
    return null
  })
}
