import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { StorageBoard } from '#components/storage/storage-board.tsx'
import { authorize } from '#lib/auth/authorize.ts'
import { can } from '#lib/auth/can.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { runPage } from '#lib/http/page.ts'
import { getQuota } from '#lib/quota/operations.ts'
import { routes } from '#lib/routes.ts'
import { getSpace } from '#lib/spaces/operations-list.ts'
import { listStorageClasses, listVolumes } from '#lib/storage/operations.ts'
import { readSpaceId, type SpacePageProps } from '../space-params.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('storagePage')
  return { title: t('title') }
}

export default async function StoragePage({ params, searchParams }: SpacePageProps) {
  const space = await readSpaceId(params)
  return runPage({ path: routes.storage(space), searchParams }, (actor) => {
    const scope = authorize(actor, 'space.read', space)
    const ref = requireSpaceId(space)
    return (
      <StorageBoard
        space={getSpace(scope)}
        userUid={actor.uid}
        rights={{
          canCreate: can(actor, 'volume.create', ref),
          canGrow: can(actor, 'volume.grow', ref),
          canDelete: can(actor, 'volume.delete', ref),
          canReadFiles: can(actor, 'files.read', ref),
        }}
        classes={listStorageClasses(scope)}
        volumes={listVolumes(scope)}
        quota={getQuota(authorize(actor, 'quota.read', space))}
      />
    )
  })
}
