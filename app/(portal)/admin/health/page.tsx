import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HealthBoard } from '#components/admin/health-board.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { runPage } from '#lib/http/page.ts'
import { getHealth } from '#lib/maintenance/operations.ts'
import { routes } from '#lib/routes.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.health')
  return { title: t('title') }
}

export default function HealthPage() {
  return runPage({ path: routes.admin.health() }, async (actor) => {
    const report = await getHealth(actor)
    const t = await getTranslations('admin.health')
    return (
      <>
        <PageHeader title={t('title')} description={t('lede')} />
        <HealthBoard report={report} />
      </>
    )
  })
}
