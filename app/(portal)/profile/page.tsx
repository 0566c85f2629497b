import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '#components/layout/page-header.tsx'
import { LookCard } from '#components/profile/look-card.tsx'
import { PersonCard } from '#components/profile/person-card.tsx'
import { SessionList } from '#components/profile/session-list.tsx'
import { SignOutEverywhere } from '#components/profile/sign-out-everywhere.tsx'
import { runPage } from '#lib/http/page.ts'
import { routes } from '#lib/routes.ts'
import { listSpaces } from '#lib/spaces/operations-list.ts'
import { getProfile } from '#lib/users/operations-profile.ts'
import { listSessions } from '#lib/users/operations-sessions.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('profile')
  return { title: t('title') }
}

export default function ProfilePage() {
  return runPage({ path: routes.profile() }, async (actor) => {
    const t = await getTranslations('profile')
    return (
      <>
        <PageHeader title={t('title')} description={t('lede')} />
        <div className="grid gap-8">
          <div className="grid items-start gap-6 lg:grid-cols-2">
            <PersonCard profile={getProfile(actor)} groups={listSpaces(actor).filter(({ kind }) => kind === 'group')} />
            <LookCard />
          </div>
          <section aria-labelledby="sessions">
            <div className="mb-3 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
              <div>
                <h2 id="sessions" className="font-semibold">
                  {t('sessions.title')}
                </h2>
                <p className="text-table text-quiet">{t('sessions.text')}</p>
              </div>
              <SignOutEverywhere />
            </div>
            <SessionList initial={listSessions(actor)} />
          </section>
        </div>
      </>
    )
  })
}
