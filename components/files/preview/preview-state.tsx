'use client'

import { useTranslations } from 'next-intl'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { Loading, Skeleton } from '#components/feedback/skeleton.tsx'
import { Button } from '#components/ui/button.tsx'
import { useProblemText } from './use-problem-text.ts'

/** In place of what could not be loaded. */
export function PreviewProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslations('files.preview')
  const { message, raw, requestId } = useProblemText()(error)
  return (
    <ErrorState
      title={t('problemTitle')}
      message={message}
      raw={raw ?? undefined}
      requestId={requestId ?? undefined}
      action={<Button onClick={onRetry}>{t('again')}</Button>}
    />
  )
}

export function PreviewLoading() {
  return (
    <Loading>
      <div className="grid gap-3 p-5">
        <Skeleton className="h-4 w-2/3" />
        <Skeleton className="h-4 w-full" />
        <Skeleton className="h-4 w-5/6" />
        <Skeleton className="h-4 w-1/2" />
      </div>
    </Loading>
  )
}
