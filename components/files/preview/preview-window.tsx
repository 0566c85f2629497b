'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ComponentType, type KeyboardEvent, useCallback, useRef, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Part } from '#components/ui/part.tsx'
import { toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { useDownloads } from '../download/use-downloads.ts'
import { useFilePlace } from '../file-place.tsx'
import { getPreviewKind, type PreviewKind } from './preview-kind.ts'
import type { PreviewSheetProps } from './preview-sheet.tsx'
import type { PreviewViewProps } from './preview-view.ts'
import { writeDraft } from './text-draft.ts'
import { ViewSwitch } from './view-switch.tsx'

type LoadView = () => Promise<{ default: ComponentType<PreviewViewProps> }>

const loadFacts = () => import('./facts-view.tsx')
const loadImage = () => import('./image-view.tsx')
const loadText = () => import('./text-view.tsx')
const loadMedia = () => import('./media-view.tsx')

const VIEWS: Record<PreviewKind, LoadView> = {
  image: loadImage,
  drawing: () => import('./drawing-view.tsx'),
  pdf: () => import('./pdf-view.tsx'),
  video: loadMedia,
  audio: loadMedia,
  markdown: () => import('./markdown-file-view.tsx'),
  table: () => import('./table-view.tsx'),
  json: () => import('./json-view.tsx'),
  notebook: () => import('./notebook-view.tsx'),
  text: loadText,
  unknown: loadText,
  none: loadFacts,
}

/** What can be looked at in two ways: as what it means, and as the text that it is. */
const WITH_TEXT = new Set<PreviewKind>(['markdown', 'table', 'json', 'notebook', 'drawing'])

/** What is longer than the window and may hold nothing that keys could stand on: they scroll the whole of it. */
const SCROLLED_WHOLE = new Set<PreviewKind>(['pdf', 'markdown', 'notebook'])

/** Where arrow keys belong to what is written or played there. */
const BUSY_PLACES = 'input, textarea, select, [contenteditable="true"], video, audio, [role="alertdialog"]'

export default function PreviewWindow({ path, entry, onClose, onStep }: PreviewSheetProps) {
  const t = useTranslations('files.preview')
  const { userUid, volumeUid } = useFilePlace()
  const { downloadFile } = useDownloads()
  const popup = useRef<HTMLDivElement>(null)
  const [asTextOf, setAsTextOf] = useState<string | null>(null)
  const [dirtyPath, setDirtyPath] = useState<string | null>(null)
  const [next, setNext] = useState<(() => void) | null>(null)
  const name = toDisplayName(entry.name)
  const kind = getPreviewKind(entry)
  const isAsText = asTextOf === path
  const load = isAsText ? loadText : VIEWS[kind]
  const isDirty = dirtyPath === path
  const stop = SCROLLED_WHOLE.has(kind) && !isAsText ? { tabIndex: 0 } : {}

  /** What was written is not lost without a word. */
  const leave = (go: () => void) => (isDirty ? setNext(() => go) : go())
  const step = (by: 1 | -1) => leave(() => onStep?.(by))
  // The same function for as long as the entry is, because views tell it from effects.
  const noteDirty = useCallback((value: boolean) => setDirtyPath(value ? path : null), [path])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (event.target instanceof Element && event.target.closest(BUSY_PLACES)) return
    if (!onStep || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
    event.preventDefault()
    step(event.key === 'ArrowRight' ? 1 : -1)
  }
  return (
    <Base.Root open onOpenChange={(isOpen) => !isOpen && leave(onClose)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-50 bg-veil transition-opacity data-starting-style:opacity-0" />
        <Base.Popup
          ref={popup}
          initialFocus={popup}
          onKeyDown={onKeyDown}
          className="fixed inset-0 z-50 flex flex-col overflow-hidden border-line bg-surface text-ink shadow-float transition-opacity outline-none data-starting-style:opacity-0 sm:inset-4 sm:rounded-box sm:border lg:inset-x-12 lg:inset-y-6"
        >
          <header className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line py-2 ps-4 pe-2">
            <Base.Title className="min-w-0 grow basis-32 truncate font-semibold" title={name}>
              {name}
            </Base.Title>
            {WITH_TEXT.has(kind) && (
              <div className="max-sm:order-1 max-sm:basis-full max-sm:pb-1">
                <ViewSwitch isAsText={isAsText} onChange={(value) => leave(() => setAsTextOf(value ? path : null))} />
              </div>
            )}
            <div className="flex items-center gap-1">
              {onStep && (
                <>
                  <IconButton label={t('previous')} keys="←" icon={<ChevronLeft />} onClick={() => step(-1)} />
                  <IconButton label={t('next')} keys="→" icon={<ChevronRight />} onClick={() => step(1)} />
                </>
              )}
              {entry.kind === 'file' && (
                <IconButton label={t('download')} icon={<Download />} onClick={() => void downloadFile(path)} />
              )}
              <Base.Close render={<IconButton label={t('close')} keys="Esc" icon={<X />} />} />
            </div>
          </header>
          <section
            aria-label={name}
            {...stop}
            className="relative min-h-0 grow overflow-auto focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent"
          >
            <Part key={`${path} ${isAsText}`} load={load} path={path} entry={entry} name={name} onDirty={noteDirty} />
          </section>
          <Dialog
            isOpen={next !== null}
            onOpenChange={(isOpen) => !isOpen && setNext(null)}
            size="small"
            title={t('discardTitle', { name })}
            description={t('discardText')}
            footer={
              <>
                <Button onClick={() => setNext(null)}>{t('keepEditing')}</Button>
                <Button
                  variant="danger"
                  onClick={() => {
                    writeDraft({ userUid, volumeUid, path }, null)
                    setDirtyPath(null)
                    setNext(null)
                    next?.()
                  }}
                >
                  {t('discard')}
                </Button>
              </>
            }
          />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
