import { FolderOpen } from 'lucide-react'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { sortVolumes } from '#components/storage/volume-state.ts'
import { ButtonLink } from '#components/ui/link.tsx'
import { authorize } from '#lib/auth/authorize.ts'
import { runPage } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { listVolumes } from '#lib/storage/operations.ts'
import { readSpaceId, type SpacePageProps } from '../space-params.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('files')
  return { title: t('title') }
}

/** The files of a space begin with those of its first volume; the browser itself leads to the others. */
export default async function SpaceFilesPage({ params, searchParams }: SpacePageProps) {
  const space = await readSpaceId(params)
  return runPage({ path: routes.spaceFiles(space), searchParams }, async (actor) => {
    const [first] = sortVolumes(listVolumes(authorize(actor, 'files.read', space)))
    if (first) redirect(routes.files(space, first.name))
    const t = await getTranslations('files')
    return (
      <>
        <PageHeader title={t('title')} />
        <EmptyState
          icon={<FolderOpen />}
          title={t('noVolumes.title')}
          text={t('noVolumes.text')}
          action={
            <ButtonLink variant="primary" href={routes.storage(space)}>
              {t('noVolumes.storage')}
            </ButtonLink>
          }
        />
      </>
    )
  })
}
