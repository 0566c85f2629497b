'use client'

import { Ellipsis } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Skeleton } from '#components/feedback/skeleton.tsx'
import { classNames } from '#components/ui/class-names.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { formatBytes } from '#lib/format.ts'
import type { Entry } from '#lib/files/protocol/entries.ts'
import { joinPath, toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { endDrag, useDropTarget } from './dragged-files.ts'
import { getLook } from './entry-texts.ts'
import { FilePicture } from './file-picture.tsx'
import type { ItemProps } from './file-list.tsx'
import { GRID_ROLES, toItemRole } from './grid-roles.ts'
import { RenameField } from './rename-field.tsx'

/** Name, size, time, kind and the menu, as the header has them. */
export const ROW_COLUMNS =
  'grid grid-cols-[2.25rem_minmax(0,1fr)_2.5rem] items-center sm:grid-cols-[2.25rem_minmax(0,1fr)_6.5rem_9.5rem_8rem_2.5rem]'

/** One entry as a line of the list. */
export function FileRow(props: ItemProps) {
  const { entry, place, isChosen, isActive, isCut, top, heightPx, folderPath } = props
  const t = useTranslations('files')
  const drop = useDropTarget(entry?.kind === 'folder' && !isChosen ? joinPath(folderPath, entry.name) : null)
  if (!entry) {
    return (
      <div
        {...toItemRole('row', isActive)}
        aria-rowindex={place + 2}

        data-place={place}
        style={{ transform: `translateY(${top}px)`, height: heightPx }}
        className={classNames(ROW_COLUMNS, 'absolute inset-x-0 top-0 border-b border-line')}
      >
        <span {...GRID_ROLES.cell} />
        <span {...GRID_ROLES.cell}>
          <span className="sr-only">{t('list.loading')}</span>
          <Skeleton className="h-3.5 w-48 max-w-full" />
        </span>
      </div>
    )
  }
  const name = toDisplayName(entry.name)
  return (
    <div
      {...toItemRole('row', isActive)}
      aria-rowindex={place + 2}
      aria-selected={isChosen}

      data-place={place}
      draggable={!props.isRenaming}
      onDragStart={(event) => props.onDragStart(event, entry, place)}
      onDragEnd={endDrag}
      {...drop.handlers}
      style={{ transform: `translateY(${top}px)`, height: heightPx }}
      className={classNames(
        ROW_COLUMNS,
        'absolute inset-x-0 top-0 border-b border-line text-table outline-offset-[-2px] select-none',
        isChosen ? 'bg-accent-soft' : 'hover:bg-hover',
        drop.isOver && 'outline-2 outline-accent',
        isCut && 'opacity-60',
      )}
    >
      <span {...GRID_ROLES.cell} className="grid size-9 place-items-center">
        <EntryCheck {...props} name={name} />
      </span>
      <span {...GRID_ROLES.cell} className="flex min-w-0 items-center gap-2.5 pe-3">
        <FilePicture look={getLook(entry)} />
        {props.isRenaming ? (
          <RenameField entry={entry} isAtRoot={folderPath === ''} onDone={props.onRenamed} />
        ) : (
          <span className="min-w-0 grow">
            <EntryLink {...props} entry={entry}>
              {name}
            </EntryLink>
            <span className="block text-quiet sm:hidden">
              <SizeText entry={entry} />
              {entry.sizeBytes !== null && ' · '}
              <RelativeTime at={entry.changedAt} />
            </span>
          </span>
        )}
      </span>
      <span {...GRID_ROLES.cell} className="hidden pe-4 text-end tabular-nums sm:block">
        <SizeText entry={entry} />
      </span>
      <span {...GRID_ROLES.cell} className="hidden truncate text-quiet sm:block">
        <RelativeTime at={entry.changedAt} />
      </span>
      <span {...GRID_ROLES.cell} className="hidden truncate text-quiet sm:block">
        {t(`kinds.${getLook(entry)}`)}
      </span>
      <span {...GRID_ROLES.cell} className="grid place-items-center">
        <IconButton
          size="small"
          tabIndex={-1}
          label={t('list.actionsOf', { name })}
          aria-haspopup="menu"
          icon={<Ellipsis />}
          onClick={(event) => {
            event.stopPropagation()
            const box = event.currentTarget.getBoundingClientRect()
            // Keys press without a place.
            props.onMenu({ x: box.left, y: box.bottom }, place, event.detail === 0)
          }}
        />
      </span>
    </div>
  )
}

export function SizeText({ entry }: { entry: Entry }) {
  const locale = useLocale()
  return entry.sizeBytes === null ? null : formatBytes(entry.sizeBytes, locale)
}

/** Chooses one more by touch or mouse; by keyboard Space does it. */
export function EntryCheck(props: ItemProps & { name: string; className?: string }) {
  const t = useTranslations('files.list')
  const { entry, place, isChosen, name, className = '', onToggle } = props
  return (
    <input
      type="checkbox"
      tabIndex={-1}
      aria-label={t('choose', { name })}
      checked={isChosen}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onChange={() => entry && onToggle(entry, place)}
      className={classNames('size-4 cursor-pointer accent-accent', className)}
    />
  )
}

interface EntryLinkProps extends ItemProps {
  entry: Entry
  children: ReactNode
}

/** Opens; a link for folders, so that the browser can open them in a new tab. */
export function EntryLink({ entry, href, onOpen, children }: EntryLinkProps) {
  return (
    <a
      href={href}
      tabIndex={-1}
      draggable={false}
      data-tip={entry.kind === 'symlink' && entry.linkTarget ? `→ ${entry.linkTarget}` : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) {
          // The keys choose; only the middle button opens another tab.
          event.preventDefault()
          return
        }
        event.preventDefault()
        event.stopPropagation()
        onOpen(entry)
      }}
      className="block max-w-fit truncate rounded-item text-ink hover:underline hover:underline-offset-4"
    >
      {children}
    </a>
  )
}
