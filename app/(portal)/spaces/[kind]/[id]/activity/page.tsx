import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActivityBoard } from '#components/activity/activity-board.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { findActivity } from '#lib/audit/activity.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { runPage } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { readSpaceId, type SpacePageProps } from '../space-params.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('activity')
  return { title: t('title') }
}

export default async function ActivityPage({ params, searchParams }: SpacePageProps) {
  const space = await readSpaceId(params)
  return runPage({ path: routes.activity(space), searchParams }, async (actor) => {
    const scope = authorize(actor, 'activity.read', space)
    const [t, entries] = await Promise.all([getTranslations('activity'), findActivity(scope)])
    return (
      <>
        <PageHeader title={t('title')} description={t('lede')} />
        <ActivityBoard space={space} userUid={actor.uid} initial={entries} />
      </>
    )
  })
}
