import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { Banner } from '#components/feedback/banner.tsx'
import { PublicFrame } from '#components/layout/public-frame.tsx'
import { ResumeSession } from '#components/session/resume-session.tsx'
import { getButtonClass } from '#components/ui/button-class.ts'
import { toSafeCallback } from '#lib/auth/callback-url.ts'
import { getActor, hasRenewableSession } from '#lib/auth/session.ts'
import { SIGN_IN_PROBLEMS } from '#lib/auth/sign-in-problems.ts'
import { AppError } from '#lib/errors.ts'
import { routes } from '#lib/routes.ts'

const querySchema = z.object({
  callback: z.string().optional().catch(undefined),
  problem: z.enum(SIGN_IN_PROBLEMS).optional().catch(undefined),
})

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('signIn')
  return { title: t('title') }
}

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const query = querySchema.parse(await searchParams)
  const callback = toSafeCallback(query.callback)
  const { problem } = query
  if (!problem && (await isSignedIn())) redirect(callback)
  const t = await getTranslations('signIn')
  const isResuming = !problem && (await hasRenewableSession())
  return (
    <PublicFrame>
      <div className="mx-auto max-w-[26rem] sm:pt-8">
        <h1 className="text-page font-semibold tracking-tight">{t('title')}</h1>
        <p className="mt-2 text-pretty text-quiet">{t('lede')}</p>
        {problem && (
          <div className="mt-6">
            <Banner tone="danger" role="alert">
              {t(`problems.${problem}`)}
            </Banner>
          </div>
        )}
        <p className="mt-6">
          {/* A plain link: the browser itself has to go there, and nothing may fetch it ahead. */}
          <a href={routes.api.startSignIn(callback)} className={getButtonClass({ variant: 'primary' })}>
            {t('action')}
          </a>
        </p>
        {isResuming && <ResumeSession destination={callback} text={t('resuming')} />}
        {callback !== '/' && <p className="mt-4 text-table text-quiet">{t('returns')}</p>}
      </div>
    </PublicFrame>
  )
}

/** While the cluster is away nobody knows; then the page is shown, and says so when somebody tries. */
async function isSignedIn(): Promise<boolean> {
  try {
    return (await getActor()) !== null
  } catch (error) {
    if (error instanceof AppError && error.code === 'UNAVAILABLE') return false
    throw error
  }
}
