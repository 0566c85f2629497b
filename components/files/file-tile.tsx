'use client'

import { useTranslations } from 'next-intl'
import { Skeleton } from '#components/feedback/skeleton.tsx'
import { classNames } from '#components/ui/class-names.ts'
import { joinPath, toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { endDrag, useDropTarget } from './dragged-files.ts'
import { getLook } from './entry-texts.ts'
import type { ItemProps } from './file-list.tsx'
import { FilePicture } from './file-picture.tsx'
import { EntryCheck, EntryLink, SizeText } from './file-row.tsx'
import { toItemRole } from './grid-roles.ts'
import { RenameField } from './rename-field.tsx'

/** One entry as a tile of the grid. */
export function FileTile(props: ItemProps) {
  const { entry, place, isChosen, isActive, isCut, folderPath } = props
  const t = useTranslations('files')
  const drop = useDropTarget(entry?.kind === 'folder' && !isChosen ? joinPath(folderPath, entry.name) : null)
  if (!entry) {
    return (
      <div
        {...toItemRole('gridcell', isActive)}

        data-place={place}
        className="grid min-w-0 grow basis-0 p-2"
      >
        <span className="sr-only">{t('list.loading')}</span>
        <Skeleton className="h-full" />
      </div>
    )
  }
  const name = toDisplayName(entry.name)
  return (
    <div
      {...toItemRole('gridcell', isActive)}
      aria-selected={isChosen}

      data-place={place}
      draggable={!props.isRenaming}
      onDragStart={(event) => props.onDragStart(event, entry, place)}
      onDragEnd={endDrag}
      {...drop.handlers}
      className={classNames(
        'group relative m-1 grid min-w-0 grow basis-0 content-center justify-items-center gap-1.5 rounded-box px-2 text-center text-table outline-offset-[-2px] select-none',
        isChosen ? 'bg-accent-soft' : 'hover:bg-hover',
        drop.isOver && 'outline-2 outline-accent',
        isCut && 'opacity-60',
      )}
    >
      <span className="absolute start-0 top-0">
        <EntryCheck
          {...props}
          name={name}
          // Tiles are looked at, not read: it shows on hover and when something is chosen.
          className={classNames(
            'm-2 pointer-coarse:opacity-100',
            !isChosen && 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100',
          )}
        />
      </span>
      <FilePicture look={getLook(entry)} isLarge />
      {props.isRenaming ? (
        <RenameField entry={entry} isAtRoot={folderPath === ''} onDone={props.onRenamed} />
      ) : (
        <span className="max-w-full min-w-0">
          <EntryLink {...props} entry={entry}>
            {name}
          </EntryLink>
        </span>
      )}
      <span className="h-4.5 text-quiet tabular-nums">
        <SizeText entry={entry} />
      </span>
    </div>
  )
}
