'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronRight, Folder, HardDrive } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import { isWithin, joinPath, toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { useDropTarget } from './dragged-files.ts'
import { useFilePlace } from './file-place.tsx'
import { subfoldersQuery } from './folder-query.ts'
import type { Browse } from './use-browse.ts'
import { GRID_ROLES } from './grid-roles.ts'
import { useMedia } from './use-media.ts'

/** Where there is room for both. */
const WIDE = '(min-width: 1280px)'

/** The folders of the volume, each read when it is opened. */
export function FolderTree({ browse }: { browse: Browse }) {
  const t = useTranslations('files.tree')
  const { label } = useFilePlace()
  const isWide = useMedia(WIDE)
  const tree = useRef<HTMLUListElement>(null)
  // Read only where it is seen.
  if (!isWide) return null
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [])]
    const at = items.findIndex((item) => item === document.activeElement)
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -items.length, End: items.length }[event.key]
    if (step === undefined || at === -1) return
    event.preventDefault()
    items[Math.max(0, Math.min(items.length - 1, at + step))]?.focus()
  }
  return (
    <div className="w-60 shrink-0 overflow-y-auto border-e border-line p-2 text-table">
      <ul ref={tree} role="tree" aria-label={t('label')} onKeyDown={onKeyDown}>
        <Branch browse={browse} path="" label={label} level={1} />
      </ul>
    </div>
  )
}

interface BranchProps {
  browse: Browse
  path: string
  label: string
  level: number
}

function Branch({ browse, path, label, level }: BranchProps) {
  const place = useFilePlace()
  const { state } = browse
  const isCurrent = state.path === path
  const leadsHere = state.path !== path && isWithin(state.path, path)
  const [openness, setOpenness] = useState<boolean | null>(null)
  // What leads to the folder on the screen is open until somebody closes it.
  const isOpen = openness ?? (leadsHere || path === '')
  const { data: folders } = useQuery({ ...subfoldersQuery(place, path, state.areHiddenShown), enabled: isOpen })
  const drop = useDropTarget(path)
  const isLeaf = isOpen && folders?.length === 0
  const open = (event: MouseEvent | KeyboardEvent) => {
    event.preventDefault()
    event.stopPropagation()
    browse.openFolder(path)
  }
  const toggle = (next: boolean) => setOpenness(next)
  const Picture = path === '' ? HardDrive : Folder
  return (
    <li {...GRID_ROLES.none}>
      <div
        role="treeitem"
        tabIndex={isCurrent ? 0 : -1}
        aria-level={level}
        aria-expanded={isLeaf ? undefined : isOpen}
        aria-selected={isCurrent}
        onClick={open}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') open(event)
          if (event.key === 'ArrowRight' && !isOpen) toggle(true)
          if (event.key === 'ArrowLeft' && isOpen) toggle(false)
        }}
        {...drop.handlers}
        className={classNames(
          'flex h-8 cursor-pointer items-center gap-1.5 rounded-item pe-2 outline-offset-[-2px]',
          isCurrent ? 'bg-accent-soft font-medium' : 'hover:bg-hover',
          drop.isOver && 'outline-2 outline-accent',
        )}
        style={{ paddingInlineStart: (level - 1) * 14 }}
      >
        <span
          aria-hidden
          onClick={(event) => {
            event.stopPropagation()
            toggle(!isOpen)
          }}
          className={classNames(
            'grid size-6 shrink-0 place-items-center rounded-item hover:bg-hover',
            isLeaf && 'invisible',
          )}
        >
          <ChevronRight className={classNames('size-3.5 text-quiet transition-transform', isOpen && 'rotate-90')} />
        </span>
        <Picture aria-hidden className="size-4 shrink-0 text-quiet" />
        <span className="truncate">{label}</span>
      </div>
      {isOpen && folders && folders.length > 0 && (
        <ul {...GRID_ROLES.group}>
          {folders.map((name) => (
            <Branch
              key={name}
              browse={browse}
              path={joinPath(path, name)}
              label={toDisplayName(name)}
              level={level + 1}
            />
          ))}
        </ul>
      )}
    </li>
  )
}
