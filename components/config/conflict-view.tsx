'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { RetryButton } from '#components/feedback/retry-button.tsx'
import { Skeleton } from '#components/feedback/skeleton.tsx'
import { Button } from '#components/ui/button.tsx'
import { DialogFooter } from '#components/ui/dialog-footer.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { configMapQuery } from '#lib/config/queries.ts'
import type { EntryFields } from '#lib/config/schema-input.ts'
import type { ConfigEntry, ConfigMapContent } from '#lib/config/schema.ts'
import { CallError } from '#lib/http/call.ts'
import { type MergedEntry, mergeEntries, takeEntries } from './merge-entries.ts'

interface ConflictViewProps {
  content: ConfigMapContent
  /** What was there when the edit began. */
  base: readonly ConfigEntry[]
  mine: readonly EntryFields[]
  /** Goes on with the version that is there now. */
  onMerged: (content: ConfigMapContent, entries: EntryFields[]) => void
  onClose: () => void
}

/** Somebody else saved first: both versions entry by entry, and whose is taken where both changed the same one. */
export default function ConflictView({ content, base, mine, onMerged, onClose }: ConflictViewProps) {
  const t = useTranslations('config')
  const { space, name } = content.item
  const { queryKey, ...rest } = configMapQuery(space, name)
  // Each conflict is with what is there now.
  const { data, error, refetch } = useQuery({ ...rest, queryKey: [...queryKey, 'conflict'], refetchOnMount: 'always' })
  const [picks, setPicks] = useState<ReadonlyMap<string, MergedEntry['pick']>>(new Map())
  if (error) {
    return (
      <ErrorState
        title={t('details.failed')}
        message={error instanceof CallError ? error.view.message : t('failedText')}
        action={<RetryButton onRetry={() => void refetch()} />}
      />
    )
  }
  if (!data) return <Skeleton className="h-48 w-full" />
  const merged = mergeEntries({ base, theirs: data.entries, mine })
  const clashes = merged.filter(({ isClash }) => isClash)
  return (
    <div className="grid gap-5">
      <Banner tone="warning" role="alert">
        <span className="font-medium">{t('conflict.title')}</span> {t('conflict.text', { count: clashes.length })}
      </Banner>
      {clashes.map((entry) => (
        <RadioGroup
          key={entry.name}
          name={`clash ${entry.name}`}
          label={entry.name}
          value={picks.get(entry.name) ?? entry.pick}
          onChange={(event) =>
            setPicks(new Map([...picks, [entry.name, event.currentTarget.value === 'theirs' ? 'theirs' : 'mine']]))
          }
          className="min-w-0 sm:grid-cols-2"
          options={[
            { value: 'theirs', label: t('conflict.theirs'), description: <Version entry={entry.theirs} /> },
            { value: 'mine', label: t('conflict.mine'), description: <Version entry={entry.mine} /> },
          ]}
        />
      ))}
      <DialogFooter>
        <Button onClick={onClose}>{t('conflict.later')}</Button>
        <Button variant="primary" onClick={() => onMerged(data, takeEntries(merged, picks))}>
          {t('conflict.submit')}
        </Button>
      </DialogFooter>
    </div>
  )
}

const SHOWN_LENGTH = 2000

function Version({ entry }: { entry: EntryFields | null }) {
  const t = useTranslations('config.conflict')
  if (!entry) return t('removed')
  if (entry.source !== 'text') return t('file')
  return (
    <span className="mt-1 block max-h-60 overflow-hidden font-mono break-words whitespace-pre-wrap text-ink">
      {entry.text.slice(0, SHOWN_LENGTH)}
    </span>
  )
}
