'use client'

import { useTranslations } from 'next-intl'
import { useSyncExternalStore } from 'react'
import { Spinner } from '#components/ui/spinner.tsx'
import { getUploadPresence, subscribeToUploads } from './upload-presence.ts'
import { UploadPanel } from './upload-panel.tsx'

/** One panel for each volume that something goes onto. */
export default function UploadTrays() {
  const t = useTranslations('files.upload')
  const { queues, readingCount } = useSyncExternalStore(subscribeToUploads, getUploadPresence, getUploadPresence)
  return (
    <div className="pointer-events-none fixed inset-x-3 bottom-3 z-30 flex flex-col items-end gap-3 sm:start-auto sm:w-[26rem]">
      {readingCount > 0 && (
        <output className="pointer-events-auto flex w-full items-center gap-3 rounded-box border border-line bg-surface px-4 py-3 shadow-float">
          <Spinner />
          {t('reading')}
        </output>
      )}
      {queues.map((queue) => (
        <UploadPanel key={queue.source.volumeUid} queue={queue} hasLabel={queues.length > 1} />
      ))}
    </div>
  )
}
