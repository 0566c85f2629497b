'use client'

import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { RetryButton } from '#components/feedback/retry-button.tsx'
import { Skeleton } from '#components/feedback/skeleton.tsx'
import { Bytes } from '#components/ui/amount.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { configMapQuery } from '#lib/config/queries.ts'
import type { ConfigEntry, ConfigItem } from '#lib/config/schema.ts'
import { formatBytes } from '#lib/format.ts'
import { CallError } from '#lib/http/call.ts'

/** A text that is no longer is shown as it is; all of a long one would make the page slow. */
const SHORT_LENGTH = 400
const SHOWN_LENGTH = 20_000

/** The entries of a ConfigMap with their texts. */
export function ConfigMapEntries({ item }: { item: ConfigItem }) {
  const t = useTranslations('config')
  const { space, name, resourceVersion } = item
  const { queryKey, ...rest } = configMapQuery(space, name)
  // Another version in the list is another text here.
  const { data, error, refetch } = useQuery({ ...rest, queryKey: [...queryKey, resourceVersion] })
  if (data) {
    if (data.entries.length === 0) return <p className="text-quiet">{t('details.noEntries')}</p>
    return (
      <ul className="grid gap-2.5">
        {data.entries.map((entry) => (
          <li key={entry.name}>
            <EntryText entry={entry} />
          </li>
        ))}
      </ul>
    )
  }
  if (!error) return <Skeleton className="h-24 w-full" />
  const view = error instanceof CallError ? error.view : null
  return (
    <ErrorState
      title={t('details.failed')}
      message={view?.message ?? t('failedText')}
      requestId={view?.requestId}
      raw={view?.raw}
      action={<RetryButton onRetry={() => void refetch()} />}
    />
  )
}

function EntryText({ entry }: { entry: ConfigEntry }) {
  const t = useTranslations('config')
  const locale = useLocale()
  const { name, text, sizeBytes } = entry
  if (text === null) {
    return (
      <div className="flex flex-wrap items-baseline gap-x-3 rounded-box border border-line bg-sunken px-3 py-2 text-table">
        <span className="font-mono break-all">{name}</span>
        <span className="text-quiet">
          {t('binary')}, <Bytes value={sizeBytes} />
        </span>
      </div>
    )
  }
  if (text.length <= SHORT_LENGTH) return <CodeBlock label={name} code={text} />
  return (
    <Fold summary={t('details.long', { name, size: formatBytes(sizeBytes, locale) })}>
      <CodeBlock label={name} code={text.slice(0, SHOWN_LENGTH)} />
      {text.length > SHOWN_LENGTH && <p className="mt-1 text-table text-quiet">{t('details.cut')}</p>}
    </Fold>
  )
}
