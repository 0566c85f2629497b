import { useTranslations } from 'next-intl'
import { CodeBlock, InlineCode } from '#components/ui/code-block.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Fold } from '#components/ui/fold.tsx'

export interface ProblemDetailsProps {
  /** Finds the same request in the portal's log. */
  requestId?: string
  /** What the cluster answered, word for word; folded. */
  raw?: string
}

/** For the administrator: the request's number and the raw answer. */
export function ProblemDetails({ requestId, raw }: ProblemDetailsProps) {
  const t = useTranslations('states.problem')
  if (!requestId && !raw) return null
  return (
    <div className="grid gap-2 text-table">
      {requestId && (
        <p className="flex flex-wrap items-center gap-x-1.5 text-quiet">
          {t('requestId')} <InlineCode>{requestId}</InlineCode>
          <CopyButton text={requestId} label={t('copyRequestId')} />
        </p>
      )}
      {raw && (
        <Fold summary={t('raw')}>
          <CodeBlock label={t('rawLabel')} code={raw} />
        </Fold>
      )}
    </div>
  )
}
