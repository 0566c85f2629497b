'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useState } from 'react'
import { Part } from '#components/ui/part.tsx'
import { joinPath, toDisplayName, getLastName } from '#lib/files/protocol/wire-path.ts'
import type { Volume } from '#lib/storage/schema.ts'
import { toNextSort } from './browse-state.ts'
import { startDrag } from './dragged-files.ts'
import { BrowserHead } from './browser-head.tsx'
import { DetailsPanel } from './details-panel.tsx'
import { EmptyFolder } from './empty-folder.tsx'
import { FileList, type ListCommand, type Point } from './file-list.tsx'
import { useFilePlace } from './file-place.tsx'
import { useFileTasks } from './file-tasks.tsx'
import { FileToolbar } from './file-toolbar.tsx'
import { FolderProblem } from './folder-problem.tsx'
import { FILES_RETRY, toFilesKey } from './folder-query.ts'
import { FolderTree } from './folder-tree.tsx'
import { PreviewSheet } from './preview/preview-sheet.tsx'
import { SearchView } from './search-view.tsx'
import { StatusBar } from './status-bar.tsx'
import { useUploads } from './upload/upload-provider.tsx'
import { UsageNotice } from './usage-notice.tsx'
import { useBrowse } from './use-browse.ts'
import { useChoice } from './use-choice.ts'
import { useFileActions } from './use-file-actions.tsx'
import { useFolder } from './use-folder.ts'
import { useFolderEvents } from './use-folder-events.ts'
import { usePaste } from './use-paste.ts'

const loadMenu = () => import('#components/ui/point-menu.tsx')
const loadNew = () => import('./new-item-dialog.tsx')
const loadForGood = () => import('./for-good-dialog.tsx')
const loadTrash = () => import('./trash-view.tsx')
const loadSpace = () => import('./space-view.tsx')

export interface FileBrowserProps {
  volume: Volume
  volumes: readonly Volume[]
  canGrow: boolean
}

/** Folder, tree, details and all that can be done, once the file server answers. */
export function FileBrowser({ volume, volumes, canGrow }: FileBrowserProps) {
  const t = useTranslations('files')
  const place = useFilePlace()
  const browse = useBrowse()
  const { state } = browse
  const tasks = useFileTasks()
  const uploads = useUploads()
  const { path, sort, isDescending, filter, areHiddenShown } = state
  const view = useMemo(
    () => ({ path, sort, isDescending, filter, areHiddenShown }),
    [path, sort, isDescending, filter, areHiddenShown],
  )
  const folder = useFolder(view)
  const choice = useChoice(state, folder)
  const [areDetailsShown, setAreDetailsShown] = useState(false)
  const actions = useFileActions({ browse, choice, onDetails: () => setAreDetailsShown(true) })
  const [menu, setMenu] = useState<{ point: Point; isByKey: boolean; back: HTMLElement | null } | null>(null)
  useFolderEvents(path)

  const title = path === '' ? place.label : toDisplayName(getLastName(path))
  useEffect(() => {
    const before = document.title
    document.title = `${title} · ${before.split(' · ').at(-1)}`
    return () => {
      document.title = before
    }
  }, [title])

  const commands: Record<ListCommand, () => void> = {
    open: () => {
      const entry = folder.getEntry(choice.selection.active)
      if (entry) actions.open(entry)
    },
    rename: actions.startRename,
    delete: actions.remove,
    'delete-for-good': () => choice.count > 0 && !actions.readOnlyReason && actions.setAskingForGood(true),
    copy: () => actions.take('copy'),
    cut: () => actions.take('cut'),
    undo: () => void tasks.undo(),
    up: actions.openParent,
    none: () => choice.all(false),
    all: () => choice.all(true),
  }
  const openMenu = (point: Point, at: number | null, isByKey = false) => {
    const entry = at === null ? undefined : folder.getEntry(at)
    if (entry && at !== null && !(choice.selection.isAll !== choice.selection.names.has(entry.name))) {
      choice.choose(at, 'one')
    }
    if (at === null) choice.all(false)
    const { activeElement } = document
    setMenu({ point, isByKey, back: activeElement instanceof HTMLElement ? activeElement : null })
  }
  usePaste((event) => {
    // Only where one sees what comes.
    if (state.show !== 'files') return
    const { clipboardData } = event
    if (clipboardData && clipboardData.files.length > 0 && !actions.readOnlyReason) {
      event.preventDefault()
      void uploads.addFiles(clipboardData, path)
    } else actions.paste()
  })
  const step = (by: 1 | -1) => {
    const from = folder.findPlace(({ name }) => name === state.preview)
    const next = from === -1 ? undefined : folder.getEntry(from + by)
    if (next && next.kind !== 'folder') browse.go({ preview: next.name }, 'replace')
  }
  const isCut = (one: string) => actions.clipboard?.how === 'cut' && actions.clipboard.paths.includes(one)
  return (
    <div className="flex min-h-0 grow flex-col">
      <BrowserHead browse={browse} volume={volume} volumes={volumes} />
      <UsageNotice browse={browse} canGrow={canGrow} />
      {state.show === 'trash' ? (
        <Part load={loadTrash} browse={browse} />
      ) : state.show === 'space' ? (
        <Part load={loadSpace} browse={browse} canGrow={canGrow} />
      ) : (
        <>
          <FileToolbar
            browse={browse}
            choice={choice}
            actions={actions}
            areDetailsShown={areDetailsShown}
            onDetails={() => setAreDetailsShown(!areDetailsShown)}
          />
          <div className="flex min-h-0 grow">
            <FolderTree browse={browse} />
            <section aria-label={title} className="flex min-w-0 grow flex-col bg-surface">
              {state.search === '' ? (
                <FileList
                  key={`${path} ${state.view} ${filter}`}
                  label={t('list.label', { folder: title })}
                  state={state}
                  folder={folder}
                  selection={choice.selection}
                  isCut={isCut}
                  renaming={actions.renaming}
                  getHref={(entry) =>
                    entry.kind === 'folder'
                      ? browse.getFolderHref(joinPath(path, entry.name))
                      : browse.getHref({ preview: entry.name })
                  }
                  onSort={(key) => browse.go(toNextSort(state, key), 'replace')}
                  onOpen={actions.open}
                  onChoose={choice.choose}
                  onChooseAll={choice.all}
                  onMenu={openMenu}
                  onRenamed={actions.finishRename}
                  onDragStart={(event, entry, at) => {
                    const isPart = choice.selection.isAll !== choice.selection.names.has(entry.name)
                    if (!isPart) choice.choose(at, 'one')
                    startDrag(
                      event,
                      place.volumeUid,
                      isPart ? choice.getPaths : async () => [joinPath(path, entry.name)],
                    )
                  }}
                  onKey={(command) => commands[command]()}
                  empty={<EmptyFolder browse={browse} folder={folder} actions={actions} />}
                />
              ) : (
                <SearchView key={`${path} ${state.search}`} browse={browse} />
              )}
              <FolderProblem folder={folder} onRoot={() => browse.openFolder('')} />
            </section>
            {areDetailsShown && (
              <DetailsPanel browse={browse} choice={choice} onClose={() => setAreDetailsShown(false)} />
            )}
          </div>
          <StatusBar folder={folder} choice={choice} browse={browse} />
        </>
      )}
      {menu && (
        <Part
          load={loadMenu}
          label={t('list.menu')}
          point={menu.point}
          isByKey={menu.isByKey}
          entries={actions.listEntries()}
          onClose={() => {
            setMenu(null)
            // After the menu is gone: a field or a dialog that it opened keeps the focus.
            setTimeout(() => {
              if (document.activeElement === document.body) menu.back?.focus()
            }, 50)
          }}
        />
      )}
      {actions.making && (
        <Part
          load={loadNew}
          kind={actions.making}
          folder={path}
          onClose={() => actions.setMaking(null)}
          onMade={(name) => browse.go({ marked: name }, 'replace')}
        />
      )}
      {actions.isAskingForGood && (
        <Part
          load={loadForGood}
          count={choice.count}
          name={choice.single ? toDisplayName(choice.single.name) : null}
          onClose={() => actions.setAskingForGood(false)}
          onConfirm={actions.removeForGood}
        />
      )}
      <Preview browse={browse} onStep={step} />
    </div>
  )
}

function Preview({ browse, onStep }: { browse: ReturnType<typeof useBrowse>; onStep: (by: 1 | -1) => void }) {
  const { client, volumeUid } = useFilePlace()
  const { path, preview } = browse.state
  const item = preview === null ? null : joinPath(path, preview)
  const { data: entry } = useQuery({
    ...FILES_RETRY,
    queryKey: [...toFilesKey(volumeUid, 'list', path), 'stat', item],
    queryFn: ({ signal }) => client.stat(item ?? '', { signal }),
    enabled: item !== null,
  })
  if (item === null || !entry) return null
  return (
    <PreviewSheet
      key={item}
      path={item}
      entry={entry}
      onStep={onStep}
      onClose={() => browse.go({ preview: null }, 'replace')}
    />
  )
}
