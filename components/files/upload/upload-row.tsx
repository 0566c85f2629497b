'use client'

import { CircleCheck, CircleSlash, File, Folder, Pause, Play, RotateCw, TriangleAlert, X } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { formatBytes } from '#lib/format.ts'
import { toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { ProgressBar } from './progress-bar.tsx'
import type { UploadItem, UploadState } from './upload-item.ts'
import type { UploadQueue } from './upload-queue.ts'
import { useUploadTexts } from './use-upload-texts.ts'

const ICONS: Partial<Record<UploadState, ReactNode>> = {
  done: <CircleCheck className="text-good" />,
  failed: <TriangleAlert className="text-danger" />,
  asks: <TriangleAlert className="text-warning" />,
  skipped: <CircleSlash className="text-quiet" />,
}

export function UploadRow({ queue, item }: { queue: UploadQueue; item: UploadItem }) {
  const t = useTranslations('files.upload')
  const { kind, path, state, sentBytes, sizeBytes } = item
  const name = path.split('/').map(toDisplayName).at(-1) ?? ''
  return (
    <div className="flex h-full items-center gap-3 ps-4 pe-2 [&>svg]:size-4 [&>svg]:shrink-0">
      {ICONS[state] ?? (kind === 'folder' ? <Folder className="text-quiet" /> : <File className="text-quiet" />)}
      <div className="min-w-0 grow">
        <p className="truncate text-table" title={path.split('/').map(toDisplayName).join('/')}>
          {name}
        </p>
        {state === 'sending' && sizeBytes > 0 ? (
          <div className="mt-1.5">
            <ProgressBar label={t('progressOf', { name })} doneBytes={sentBytes} totalBytes={sizeBytes} isQuiet />
          </div>
        ) : (
          <StateText item={item} />
        )}
      </div>
      <RowActions queue={queue} item={item} name={name} />
    </div>
  )
}

function StateText({ item }: { item: UploadItem }) {
  const t = useTranslations('files.upload')
  const locale = useLocale()
  const { toReason } = useUploadTexts()
  const { state, failure, kind, sha256, placedAt, wasThere, sizeBytes, sentBytes, isWholeCompared } = item
  const size = formatBytes(sizeBytes, locale)
  if (state === 'failed' && failure) {
    const text = toReason(failure)
    const number = failure.requestId ? t('requestNumber', { id: failure.requestId }) : ''
    return (
      <p
        className="line-clamp-2 text-table text-danger"
        data-tip={[text, failure.raw, number].filter(Boolean).join(' ')}
      >
        {text}
      </p>
    )
  }
  if (state === 'done' && sha256) {
    const text = placedAt
      ? t('placedAs', { size, name: toDisplayName(placedAt.split('/').at(-1) ?? '') })
      : t('verified', { size })
    const tip = t(isWholeCompared ? 'sha256Compared' : 'sha256Parts', { sha256 })
    return (
      <p className="truncate text-table text-quiet">
        {text}{' '}
        <code aria-hidden className="font-mono" data-tip={tip}>
          {sha256.slice(0, 8)}
        </code>
        <span className="sr-only">{tip}</span>
      </p>
    )
  }
  const share = sizeBytes > 0 ? Math.floor((sentBytes / sizeBytes) * 100) : 0
  return (
    <p className="truncate text-table text-quiet tabular-nums">
      {wasThere
        ? t('wasThere')
        : kind === 'folder'
          ? t(`folderStates.${state}`)
          : t(`states.${state}`, { size, share })}
    </p>
  )
}

function RowActions({ queue, item, name }: { queue: UploadQueue; item: UploadItem; name: string }) {
  const t = useTranslations('files.upload')
  const { id, state, sha256 } = item
  if (state === 'done' || state === 'skipped') {
    return sha256 && <CopyButton text={sha256} label={t('copyHash', { name })} />
  }
  return (
    <div className="flex shrink-0">
      {(state === 'waiting' || state === 'sending') && (
        <IconButton size="small" label={t('pause', { name })} icon={<Pause />} onClick={() => queue.pause(id)} />
      )}
      {state === 'paused' && (
        <IconButton size="small" label={t('resume', { name })} icon={<Play />} onClick={() => queue.resume(id)} />
      )}
      {state === 'failed' && (
        <IconButton size="small" label={t('retry', { name })} icon={<RotateCw />} onClick={() => queue.retry([id])} />
      )}
      <IconButton size="small" label={t('cancel', { name })} icon={<X />} onClick={() => queue.cancel([id])} />
    </div>
  )
}
