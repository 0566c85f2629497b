'use client'

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { Loading, Skeleton } from '#components/feedback/skeleton.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { KeyValueList } from '#components/ui/key-value-list.tsx'
import { createFileLink } from '#lib/files/actions.ts'
import type { Estimate } from '#lib/files/protocol/answers.ts'
import { formatBytes, formatCount } from '#lib/format.ts'
import { useProblemText } from '../preview/use-problem-text.ts'
import { startZip } from './start-download.ts'
import type { ZipRequest } from './zip-requests.ts'

/** How much a zip of the selection is, before anything is sent. */
export default function ZipDialog({ request, onClose }: { request: ZipRequest; onClose: () => void }) {
  const t = useTranslations('files.download')
  const toProblem = useProblemText()
  const { place, paths } = request
  const [problem, setProblem] = useState<string | null>(null)
  const [isStarting, setIsStarting] = useState(false)
  const estimate = useQuery({
    queryKey: ['file-estimate', place.volumeUid, paths],
    queryFn: ({ signal }) => place.client.estimate(paths, { signal }),
    staleTime: 0,
    gcTime: 0,
    retry: 1,
  })
  const isEmpty = estimate.data && estimate.data.fileCount + estimate.data.folderCount === 0
  const start = async () => {
    setIsStarting(true)
    const { space, volume } = place
    const result = await createFileLink({ space, volume, use: 'zip', paths: [...paths] }).catch(() => null)
    setIsStarting(false)
    if (result?.ok) {
      startZip({ ...result.value, paths })
      onClose()
    } else {
      setProblem(result?.error.message ?? t('noAnswer'))
    }
  }
  const reason = isEmpty ? t('nothing') : estimate.isPending ? t('counting') : null
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      size="small"
      title={t('title', { count: paths.length })}
      description={t('text')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            variant="primary"
            icon={<Download />}
            isBusy={isStarting}
            disabledReason={reason}
            onClick={() => void start()}
          >
            {t('start')}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {estimate.isPending && <EstimateSkeleton />}
        {estimate.data && <EstimateFacts estimate={estimate.data} />}
        {(problem ?? estimate.error) && (
          <Banner tone="danger" role="alert">
            {problem ?? toProblem(estimate.error).message}
          </Banner>
        )}
      </div>
    </Dialog>
  )
}

function EstimateFacts({ estimate }: { estimate: Estimate }) {
  const t = useTranslations('files.download')
  const locale = useLocale()
  const { fileCount, folderCount, sizeBytes, skippedCount } = estimate
  return (
    <>
      <KeyValueList
        items={[
          { label: t('files'), value: formatCount(fileCount, locale) },
          { label: t('folders'), value: formatCount(folderCount, locale) },
          { label: t('size'), value: formatBytes(sizeBytes, locale) },
        ]}
      />
      {skippedCount > 0 && <Banner tone="warning">{t('skipped', { count: skippedCount })}</Banner>}
    </>
  )
}

/** As high as the three facts. */
function EstimateSkeleton() {
  return (
    <Loading>
      <div className="grid gap-2.5">
        {[0, 1, 2].map((line) => (
          <div key={line} className="flex h-5 items-center">
            <Skeleton className="h-3.5 w-40" />
          </div>
        ))}
      </div>
    </Loading>
  )
}
