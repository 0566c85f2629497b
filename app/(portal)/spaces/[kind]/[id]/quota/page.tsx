import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { MoreMessages } from '#components/layout/more-messages.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { QuotaBoard } from '#components/quota/quota-board.tsx'
import { authorize } from '#lib/auth/authorize.ts'
import { runPage } from '#lib/http/page.ts'
import { pickMessages } from '#lib/i18n/pick-messages.ts'
import { getQuota } from '#lib/quota/operations.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import { readSpaceId, type SpacePageProps } from '../space-params.ts'
import { readWorkloadRights } from '../workloads/workload-rights.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('quotaPage')
  return { title: t('title') }
}

export default async function QuotaPage({ params, searchParams }: SpacePageProps) {
  const space = await readSpaceId(params)
  return runPage({ path: routes.quota(space), searchParams }, async (actor) => {
    const t = await getTranslations('quotaPage')
    const quota = getQuota(authorize(actor, 'quota.read', space))
    return (
      <MoreMessages messages={await pickMessages(['workloadsPage'])}>
        <PageHeader title={t('title')} description={t('lede')} />
        <QuotaBoard space={space} initial={quota} rights={readWorkloadRights(actor, requireSpaceId(space))} />
      </MoreMessages>
    )
  })
}
