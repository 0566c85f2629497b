import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { UsersBoard } from '#components/admin/users-board.tsx'
import { toUsersInput } from '#components/admin/users-query.ts'
import { PageHeader } from '#components/layout/page-header.tsx'
import { getEnv } from '#lib/env.ts'
import { runPage, type SearchParams } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { listUsers } from '#lib/users/operations.ts'

interface UsersPageProps {
  searchParams: Promise<SearchParams>
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.users')
  return { title: t('title') }
}

export default function UsersPage({ searchParams }: UsersPageProps) {
  return runPage({ path: routes.admin.users(), searchParams }, async (actor) => {
    const page = listUsers(actor, toUsersInput(await searchParams))
    const { quota, quotaRoles } = getEnv()
    const t = await getTranslations('admin.users')
    return (
      <>
        <PageHeader title={t('title')} description={t('lede')} />
        <UsersBoard selfUid={actor.uid} page={page} defaults={quota} roles={quotaRoles} />
      </>
    )
  })
}
