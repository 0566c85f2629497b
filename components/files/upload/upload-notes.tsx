'use client'

import { FolderOpen, RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useRef, useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/link.tsx'
import { routes } from '#lib/routes.ts'
import { FIRST_STATE, formatBrowseHref } from '../browse-state.ts'
import { readPicked } from './picked-items.ts'
import type { UploadQueue } from './upload-queue.ts'
import type { UploadView } from './upload-view.ts'

interface UploadNotesProps {
  queue: UploadQueue
  view: UploadView
}

/** What keeps the uploads from going on, and what helps. */
export function UploadNotes({ queue, view }: UploadNotesProps) {
  const notes = [
    view.hold && !view.isPaused && <HoldNote key="hold" queue={queue} hold={view.hold} />,
    view.totals.byState['needs-file'] > 0 && <UnfinishedNote key="unfinished" queue={queue} view={view} />,
    view.totals.byState.failed > 0 && <FailedNote key="failed" queue={queue} count={view.totals.byState.failed} />,
  ].filter(Boolean)
  return notes.length > 0 && <div className="grid shrink-0 gap-2 px-3 pb-3">{notes}</div>
}

function HoldNote({ queue, hold }: { queue: UploadQueue; hold: NonNullable<UploadView['hold']> }) {
  const t = useTranslations('files.upload')
  const { space, volume } = queue.source
  const tryNow = (
    <Button size="small" icon={<RotateCw />} onClick={queue.tryNow}>
      {t('tryNow')}
    </Button>
  )
  if (hold !== 'full') {
    return (
      <Banner tone="warning" isNews actions={tryNow}>
        {t(`holds.${hold}`)}
      </Banner>
    )
  }
  const makeRoom = (
    <ButtonLink size="small" href={formatBrowseHref(routes.files(space, volume), { ...FIRST_STATE, show: 'space' })}>
      {t('makeRoom')}
    </ButtonLink>
  )
  return (
    <Banner
      tone="danger"
      role="alert"
      actions={
        <>
          {makeRoom}
          {tryNow}
        </>
      }
    >
      {t('holds.full')}
    </Banner>
  )
}

/** Browsers do not let a page open files again by itself. */
function UnfinishedNote({ queue, view }: UploadNotesProps) {
  const t = useTranslations('files.upload')
  const [wasNoneFound, setWasNoneFound] = useState(false)
  const count = view.totals.byState['needs-file']
  const take = async (files: FileList | null) => {
    const { items } = await readPicked([...(files ?? [])])
    setWasNoneFound(queue.provide(items) === 0)
  }
  return (
    <Banner
      isNews
      actions={
        <>
          {view.canReopen && (
            <Button size="small" onClick={() => void queue.reopen({ mayAsk: true })}>
              {t('reopen')}
            </Button>
          )}
          <Picker isFolder onPick={take} icon={<FolderOpen />}>
            {t('chooseFolder')}
          </Picker>
          <Picker onPick={take}>{t('chooseFiles')}</Picker>
        </>
      }
    >
      {wasNoneFound ? t('noneFound') : t('unfinished', { count })}
    </Banner>
  )
}

interface PickerProps {
  isFolder?: boolean
  icon?: ReactNode
  onPick: (files: FileList | null) => Promise<void>
  children: string
}

function Picker({ isFolder = false, icon, onPick, children }: PickerProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button size="small" icon={icon} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={children}
        {...(isFolder ? { webkitdirectory: '' } : {})}
        onChange={({ currentTarget }) => {
          void onPick(currentTarget.files)
          // Choosing the same again must be told, too.
          currentTarget.value = ''
        }}
      />
    </>
  )
}

function FailedNote({ queue, count }: { queue: UploadQueue; count: number }) {
  const t = useTranslations('files.upload')
  return (
    <Banner
      tone="danger"
      isNews
      actions={
        <Button size="small" icon={<RotateCw />} onClick={() => queue.retryFailed()}>
          {t('retryFailed')}
        </Button>
      }
    >
      {t('failed', { count })}
    </Banner>
  )
}
