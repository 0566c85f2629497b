'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { useFilePlace } from '../file-place.tsx'
import { decodeText } from './decode-text.ts'
import { MergeEditor } from './merge-editor.tsx'
import { PreviewLoading, PreviewProblem } from './preview-state.tsx'
import { EDIT_BYTES_MAX } from './save-text.ts'
import { readContent } from './use-content.ts'

interface ConflictViewProps {
  path: string
  name: string
  /** What was to be saved. */
  mine: string
  isSaving: boolean
  problem: string | null
  /** `etag` is the version that was shown beside it. */
  onSave: (text: string, etag: string) => void
  onTakeTheirs: () => void
  onBack: (text: string) => void
}

/** Somebody else saved first: both versions beside each other, and what becomes of them. */
export default function ConflictView(props: ConflictViewProps) {
  const { path, name, mine, isSaving, problem, onSave, onTakeTheirs, onBack } = props
  const t = useTranslations('files.preview.conflict')
  const { client } = useFilePlace()
  const getMerged = useRef(() => mine)
  const { data, error, isPending, isFetching, refetch } = useQuery({
    queryKey: ['file-conflict', path],
    queryFn: async ({ signal }) => {
      // Its size now is not known; what is larger than a text that can be edited shows its beginning.
      const { bytes, etag } = await readContent(client, { path, limitBytes: EDIT_BYTES_MAX, sizeBytes: 0, signal })
      return { text: decodeText(bytes, { isPart: false }).text, etag }
    },
    // Each conflict is with what is there now.
    staleTime: 0,
    gcTime: 0,
    refetchOnMount: 'always',
  })
  if (isPending || (isFetching && !isSaving)) return <PreviewLoading />
  if (error) return <PreviewProblem error={error} onRetry={() => void refetch()} />
  const { etag } = data
  return (
    <div className="flex h-full flex-col">
      <div className="grid shrink-0 gap-3 border-b border-line p-3">
        <Banner tone="warning" role="alert">
          <span className="font-medium">{t('title')}</span> {t('text')}
        </Banner>
        {problem && (
          <Banner tone="danger" role="alert">
            {problem}
          </Banner>
        )}
        <div className="flex flex-wrap items-center justify-end gap-2">
          <Button size="small" onClick={() => onBack(getMerged.current())}>
            {t('back')}
          </Button>
          <Button size="small" onClick={onTakeTheirs}>
            {t('takeTheirs')}
          </Button>
          {etag !== null && (
            <>
              <Button size="small" isBusy={isSaving} onClick={() => onSave(mine, etag)}>
                {t('keepMine')}
              </Button>
              <Button
                size="small"
                variant="primary"
                isBusy={isSaving}
                onClick={() => onSave(getMerged.current(), etag)}
              >
                {t('saveMerged')}
              </Button>
            </>
          )}
        </div>
        <div className="grid grid-cols-2 gap-4 text-table font-medium" aria-hidden>
          <span>{t('theirs')}</span>
          <span>{t('mine')}</span>
        </div>
      </div>
      <div className="min-h-0 grow overflow-auto">
        <MergeEditor
          name={name}
          theirs={data.text}
          mine={mine}
          onReady={(read) => {
            getMerged.current = read
          }}
        />
      </div>
    </div>
  )
}
