'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Banner } from '#components/feedback/banner.tsx'
import { ProblemDetails } from '#components/feedback/problem-details.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import type { ErrorView } from '#lib/http/result.ts'
import { routes } from '#lib/routes.ts'

/** Why it did not work, in a sentence; the raw answer folded. */
export function FormProblem({ error }: { error: ErrorView }) {
  const t = useTranslations('ui.form')
  const pathname = usePathname()
  const search = useSearchParams().toString()
  const isSignedOut = error.code === 'UNAUTHENTICATED'
  return (
    <Banner
      tone="danger"
      role="alert"
      actions={
        isSignedOut && (
          <ButtonLink size="small" href={routes.signIn(search ? `${pathname}?${search}` : pathname)}>
            {t('signIn')}
          </ButtonLink>
        )
      }
    >
      <p>{error.message}</p>
      {!isSignedOut && (
        <div className="mt-1">
          <ProblemDetails requestId={error.requestId} raw={error.raw} />
        </div>
      )}
    </Banner>
  )
}
