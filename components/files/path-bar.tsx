'use client'

import { ChevronRight, HardDrive, TextCursorInput } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type MouseEvent, type ReactNode, useState } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { decodePath, toDisplayName, toWireName } from '#lib/files/protocol/wire-path.ts'
import { toDisplayPath } from './display-path.ts'
import { useDropTarget } from './dragged-files.ts'
import { useFilePlace } from './file-place.tsx'
import type { Browse } from './use-browse.ts'

interface PathBarProps {
  browse: Browse
  /** What leads to other volumes; stands beside the name of this one. */
  volumes: ReactNode
}

/** Where the folder lies: each part leads there and takes what is dropped on it; or written as a path. */
export function PathBar({ browse, volumes }: PathBarProps) {
  const t = useTranslations('files.path')
  const { label } = useFilePlace()
  const { path } = browse.state
  const [isWriting, setIsWriting] = useState(false)
  const names = path === '' ? [] : path.split('/')
  const crumbs = [
    { path: '', label },
    ...names.map((name, depth) => ({ path: names.slice(0, depth + 1).join('/'), label: toDisplayName(name) })),
  ]
  if (isWriting) return <PathField browse={browse} onDone={() => setIsWriting(false)} />
  return (
    <nav aria-label={t('label')} className="flex min-w-0 grow items-center gap-1">
      <ol className="flex min-w-0 items-center gap-0.5 overflow-hidden">
        {crumbs.map((crumb, place) => (
          <li
            key={crumb.path}
            className={classNames(
              'min-w-0 items-center gap-0.5',
              place === crumbs.length - 1 ? 'flex' : 'flex max-sm:hidden',
              place < crumbs.length - 3 && place > 0 && 'max-lg:hidden',
            )}
          >
            {place > 0 && <ChevronRight aria-hidden className="size-4 shrink-0 text-quiet max-sm:hidden" />}
            <Part
              browse={browse}
              path={crumb.path}
              label={crumb.label}
              isRoot={place === 0}
              isLast={place === crumbs.length - 1}
            />
            {place === 0 && volumes}
          </li>
        ))}
      </ol>
      <IconButton size="small" label={t('write')} icon={<TextCursorInput />} onClick={() => setIsWriting(true)} />
    </nav>
  )
}

interface PartProps {
  browse: Browse
  path: string
  label: string
  isRoot: boolean
  isLast: boolean
}

function Part({ browse, path, label, isRoot, isLast }: PartProps) {
  const drop = useDropTarget(isLast ? null : path)
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    browse.openFolder(path)
  }
  return (
    <a
      href={browse.getFolderHref(path)}
      onClick={open}
      aria-current={isLast ? 'page' : undefined}
      {...drop.handlers}
      className={classNames(
        'inline-flex h-7 min-w-0 items-center gap-1.5 rounded-item px-1.5 outline-offset-[-2px] hover:bg-hover',
        isLast ? 'font-semibold' : 'text-quiet',
        drop.isOver && 'outline-2 outline-accent',
      )}
    >
      {isRoot && <HardDrive aria-hidden className="size-4 shrink-0" />}
      <span className="truncate">{label}</span>
    </a>
  )
}

function PathField({ browse, onDone }: { browse: Browse; onDone: () => void }) {
  const t = useTranslations('files.path')
  const [text, setText] = useState(toDisplayPath(browse.state.path))
  const path = text.split('/').filter(Boolean).map(toWireName).join('/')
  const isWrong = decodePath(path) === null
  return (
    <TextInput
      isMono
      // The press that opened it was for writing.
      ref={(input) => input?.focus()}
      aria-label={t('field')}
      aria-invalid={isWrong || undefined}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone()
        if (event.key !== 'Enter' || isWrong) return
        onDone()
        browse.openFolder(path)
      }}
      onBlur={onDone}
      className="!h-8"
    />
  )
}
