'use client'

import { ChevronDown, ChevronUp, Pause, Play, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useState, useSyncExternalStore } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Part } from '#components/ui/part.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { UploadList } from './upload-list.tsx'
import { UploadNotes } from './upload-notes.tsx'
import type { UploadQueue } from './upload-queue.ts'
import { useUploadTexts } from './use-upload-texts.ts'

const loadClash = () => import('./upload-clash.tsx')

interface UploadPanelProps {
  queue: UploadQueue
  /** Names the volume, where there is more than one panel. */
  hasLabel: boolean
}

/** The uploads onto one volume. */
export function UploadPanel({ queue, hasLabel }: UploadPanelProps) {
  const t = useTranslations('files.upload')
  const view = useSyncExternalStore(queue.subscribe, queue.getView, queue.getView)
  const [isOpen, setIsOpen] = useState(true)
  const [isCancelling, setIsCancelling] = useState(false)
  const titleId = useId()
  const { toTitle, toProgress } = useUploadTexts()
  const { items, totals, isPaused, asking } = view
  if (items.length === 0) return null
  const { byState } = totals
  const openCount = byState.waiting + byState.sending + byState.paused + byState.asks
  const isOver = openCount + byState['needs-file'] === 0
  const isStopped = isPaused || (byState.paused > 0 && byState.waiting + byState.sending === 0)
  return (
    <section
      aria-labelledby={titleId}
      className="pointer-events-auto flex max-h-[min(28rem,70dvh)] w-full flex-col overflow-hidden rounded-box border border-line bg-surface shadow-float"
    >
      <header className="shrink-0 px-4 pt-2.5 pb-3">
        <div className="flex items-center gap-1">
          <h2 id={titleId} className="min-w-0 grow truncate font-semibold">
            {toTitle(view)}
            {hasLabel && <span className="font-normal text-quiet"> · {queue.source.label}</span>}
          </h2>
          {openCount > 0 && (
            <IconButton
              size="small"
              label={isStopped ? t('resumeAll') : t('pauseAll')}
              icon={isStopped ? <Play /> : <Pause />}
              onClick={() => (isStopped ? queue.resumeAll() : queue.pauseAll())}
            />
          )}
          <IconButton
            size="small"
            label={isOpen ? t('fold') : t('unfold')}
            icon={isOpen ? <ChevronDown /> : <ChevronUp />}
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          />
          <IconButton
            size="small"
            label={isOver ? t('close') : t('cancelAll')}
            icon={<X />}
            onClick={() => (isOver ? queue.clear() : setIsCancelling(true))}
          />
        </div>
        {!isOver && (
          <>
            <p className="mb-1.5 truncate text-table text-quiet tabular-nums">{toProgress(view)}</p>
            <ProgressBar label={t('overall')} doneBytes={totals.sentBytes} totalBytes={totals.totalBytes} />
          </>
        )}
        <output className="sr-only">{isOver ? toTitle(view) : ''}</output>
      </header>
      <UploadNotes queue={queue} view={view} />
      {isOpen && <UploadList queue={queue} items={items} />}
      <Dialog
        isOpen={isCancelling}
        onOpenChange={setIsCancelling}
        size="small"
        title={t('cancelTitle', { count: openCount + byState['needs-file'] })}
        description={t('cancelText')}
        footer={
          <>
            <Button onClick={() => setIsCancelling(false)}>{t('keepGoing')}</Button>
            <Button
              variant="danger"
              onClick={() => {
                setIsCancelling(false)
                queue.cancelAll()
              }}
            >
              {t('cancelAll')}
            </Button>
          </>
        }
      />
      {asking && <Part load={loadClash} queue={queue} view={view} item={asking} />}
    </section>
  )
}
