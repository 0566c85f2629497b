'use client'

import { useTranslations } from 'next-intl'
import { Banner } from '#components/feedback/banner.tsx'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { NoRightsState } from '#components/feedback/no-rights-state.tsx'
import { ProblemDetails } from '#components/feedback/problem-details.tsx'
import { Button } from '#components/ui/button.tsx'
import { type Step, Steps } from '#components/ui/steps.tsx'
import type { FileAccess } from '#lib/files/schema.ts'
import { CallError } from '#lib/http/call.ts'
import { useFilePlace } from './file-place.tsx'
import { useProblemText } from './preview/use-problem-text.ts'

interface AccessViewProps {
  access: FileAccess | null
  problem: unknown
  onRetry: () => void
  onTakeOver: () => void
}

const STEPS = ['volume', 'place', 'container', 'ready'] as const

/** While the file server starts: how far it is, and why it hangs. */
export function AccessView({ access, problem, onRetry, onTakeOver }: AccessViewProps) {
  const t = useTranslations('files')
  const { label } = useFilePlace()
  const toText = useProblemText()
  if (problem instanceof CallError && problem.view.code === 'FORBIDDEN') {
    return <NoRightsState text={problem.view.message} />
  }
  // What was known of a volume that is gone, or not for this person any more, is of no use.
  const isGone = problem instanceof CallError && problem.view.code === 'NOT_FOUND'
  if (problem && (!access || isGone)) {
    const { message, raw, requestId } = toText(problem)
    return (
      <ErrorState
        title={t('starting.failed', { label })}
        message={message}
        raw={raw ?? undefined}
        requestId={requestId ?? undefined}
        action={<Button onClick={onRetry}>{t('starting.retry')}</Button>}
      />
    )
  }
  const steps: Step[] = STEPS.map((id, place) => {
    const known = access?.steps.find((step) => step.id === id)
    return {
      id,
      label: t(`starting.steps.${id}`),
      state: known?.state ?? (place === 0 ? 'now' : 'waiting'),
      at: known?.at,
    }
  })
  const reason = access?.reason
  return (
    <div className="mx-auto w-full max-w-text px-4 py-10 sm:px-6">
      <h1 className="text-title font-semibold break-words">{t('starting.title', { label })}</h1>
      <p className="mt-1 mb-6 text-pretty text-quiet">{t('starting.text')}</p>
      <Steps label={t('starting.label')} steps={steps} />
      {reason && (
        <div className="mt-6">
          <Banner
            tone={access.state === 'blocked' ? 'danger' : 'warning'}
            isNews
            actions={
              reason.code === 'other-portal' ? (
                <Button onClick={onTakeOver}>{t('starting.takeOver')}</Button>
              ) : (
                <Button onClick={onRetry}>{t('starting.retry')}</Button>
              )
            }
          >
            <p>{t(`reasons.${reason.code}`, toParameters(reason.parameters))}</p>
            <ProblemDetails raw={reason.raw ?? undefined} />
          </Banner>
        </div>
      )}
    </div>
  )
}

/** Sentences may name any of these; what is not known is left empty. */
function toParameters(parameters: Record<string, string | number>) {
  return { users: '', node: '', image: '', portal: '', ...parameters }
}
