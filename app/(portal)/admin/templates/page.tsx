import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { TemplatesBoard } from '#components/admin/templates-board.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { requireAdmin } from '#lib/auth/authorize.ts'
import { runPage } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { listTemplates } from '#lib/templates/operations.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.templates')
  return { title: t('title') }
}

export default function TemplatesPage() {
  return runPage({ path: routes.admin.templates() }, async (actor) => {
    const templates = listTemplates(requireAdmin(actor, 'read'))
    const t = await getTranslations('admin.templates')
    return (
      <>
        <PageHeader title={t('title')} description={t('lede')} />
        <TemplatesBoard templates={templates} />
      </>
    )
  })
}
