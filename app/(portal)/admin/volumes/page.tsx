import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { VolumesBoard } from '#components/admin/volumes-board.tsx'
import { toVolumesInput } from '#components/admin/volumes-query.ts'
import { PageHeader } from '#components/layout/page-header.tsx'
import { runPage, type SearchParams } from '#lib/http/page.ts'
import { listAllVolumes } from '#lib/maintenance/operations-volumes.ts'
import { routes } from '#lib/routes.ts'

interface VolumesPageProps {
  searchParams: Promise<SearchParams>
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.volumes')
  return { title: t('title') }
}

export default function VolumesPage({ searchParams }: VolumesPageProps) {
  return runPage({ path: routes.admin.volumes(), searchParams }, async (actor) => {
    const page = listAllVolumes(actor, toVolumesInput(await searchParams))
    const t = await getTranslations('admin.volumes')
    return (
      <>
        <PageHeader title={t('title')} description={t('lede')} />
        <VolumesBoard page={page} />
      </>
    )
  })
}
