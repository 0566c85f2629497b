'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { useFilePlace } from '../file-place.tsx'
import { openPdf } from './open-pdf.ts'
import { PdfPage } from './pdf-page.tsx'
import { PreviewLoading } from './preview-state.tsx'
import type { PreviewViewProps } from './preview-view.ts'
import { PreviewProblem } from './preview-state.tsx'
import { useContent } from './use-content.ts'

const LIMIT_BYTES = 200 * 1024 ** 2

/** PDF drawn by pdf.js, so that nothing in it runs and no other program opens it. */
export default function PdfView({ path, entry, name }: PreviewViewProps) {
  const t = useTranslations('files.preview')
  const { volumeUid } = useFilePlace()
  const content = useContent({ path, entry, limitBytes: LIMIT_BYTES })
  const bytes = content.data?.bytes
  const pdf = useQuery({
    queryKey: ['file-pdf', volumeUid, path, entry.etag],
    queryFn: () => openPdf(bytes ?? new Uint8Array()),
    enabled: bytes !== undefined && !content.isPlaceholderData,
    gcTime: 0,
    retry: false,
  })
  const opened = pdf.data
  useEffect(() => () => void opened?.close(), [opened])
  if (content.error) return <PreviewProblem error={content.error} onRetry={() => void content.refetch()} />
  if (pdf.error) return <EmptyState title={t('pdfBroken')} text={t('pdfBrokenText')} />
  if (!opened) return <PreviewLoading />
  return (
    <div className="grid min-h-full grid-cols-1 content-start justify-items-center gap-4 bg-sunken p-4">
      {opened.pages.map((page) => (
        <PdfPage
          key={page.number}
          page={page}
          label={t('pageOf', { page: page.number, count: opened.pages.length, name })}
        />
      ))}
    </div>
  )
}
