'use client'

import {
  ClipboardPaste,
  Copy,
  Download,
  ExternalLink,
  FilePlus,
  FolderOpen,
  FolderPlus,
  Info,
  PackageOpen,
  Pencil,
  Scissors,
  Trash2,
} from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Kbd } from '#components/ui/kbd.tsx'
import type { MenuEntry } from '#components/ui/menu.tsx'
import { useModKey } from '#components/layout/use-mod-key.ts'
import type { Entry } from '#lib/files/protocol/entries.ts'
import { getParentPath, joinPath, toWireName } from '#lib/files/protocol/wire-path.ts'
import { getLook } from './entry-texts.ts'
import { useDownloads } from './download/use-downloads.ts'
import { useFilePlace } from './file-place.tsx'
import { useFileTasks } from './file-tasks.tsx'
import type { Browse } from './use-browse.ts'
import type { Choice } from './use-choice.ts'

export interface Clipboard {
  how: 'cut' | 'copy'
  paths: readonly string[]
}

export interface FileActions {
  open: (entry: Entry) => void
  openParent: () => void
  startRename: () => void
  /** By the name of the wire. */
  renaming: string | null
  finishRename: (entry: Entry, name: string | null) => void
  take: (how: Clipboard['how']) => void
  clipboard: Clipboard | null
  paste: (folder?: string) => void
  remove: () => void
  removeForGood: () => void
  isAskingForGood: boolean
  setAskingForGood: (isAsking: boolean) => void
  /** What is to be made; null: nothing. */
  making: 'folder' | 'file' | null
  setMaking: (kind: 'folder' | 'file' | null) => void
  download: () => void
  listEntries: () => MenuEntry[]
  /** Why nothing can be changed here; null when it can. */
  readOnlyReason: string | null
}

interface FileActionsOptions {
  browse: Browse
  choice: Choice
  onDetails: () => void
}

/** What can be done with what is chosen; the menu, the toolbar and the keys all do it this way. */
export function useFileActions({ browse, choice, onDetails }: FileActionsOptions): FileActions {
  const t = useTranslations('files.actions')
  const mod = useModKey()
  const { mode } = useFilePlace()
  const tasks = useFileTasks()
  const downloads = useDownloads()
  const [renaming, setRenaming] = useState<string | null>(null)
  const [clipboard, setClipboard] = useState<Clipboard | null>(null)
  const [making, setMaking] = useState<'folder' | 'file' | null>(null)
  const [isAskingForGood, setAskingForGood] = useState(false)
  const { state } = browse
  const { path } = state
  const { count, single } = choice
  const isReadOnly = mode === 'ro'
  const readOnlyReason = isReadOnly ? t('readOnly') : null

  const open = (entry: Entry) => {
    if (entry.kind === 'folder') browse.openFolder(joinPath(path, entry.name))
    else browse.go({ preview: entry.name })
  }
  const take = (how: Clipboard['how']) => {
    if (count === 0 || (how === 'cut' && isReadOnly)) return
    void choice.getPaths().then((paths) => setClipboard({ how, paths }))
  }
  const paste = (folder = path) => {
    if (!clipboard || isReadOnly) return
    if (clipboard.how === 'copy') void tasks.copy(clipboard.paths, folder)
    else {
      setClipboard(null)
      void tasks.move(clipboard.paths, folder)
    }
  }
  const remove = () => {
    if (count === 0 || isReadOnly) return
    void choice.getPaths().then((paths) => {
      choice.all(false)
      return tasks.remove(paths)
    })
  }
  const download = () => {
    void choice.getPaths().then((paths) => {
      const [only] = paths
      if (single?.kind === 'file' && only !== undefined) void downloads.downloadFile(only)
      else if (paths.length > 0) downloads.downloadZip(paths)
    })
  }
  const extract = (entry: Entry) => {
    const from = joinPath(path, entry.name)
    void tasks.extract(from, path)
  }
  const finishRename = (entry: Entry, name: string | null) => {
    setRenaming(null)
    if (name === null) return
    const from = joinPath(path, entry.name)
    const wire = toWireName(name)
    void tasks.rename(from, joinPath(getParentPath(from), wire)).then((isDone) => {
      if (isDone) choice.chooseName(wire, choice.selection.active)
    })
  }

  const key = (keys: string) => <Kbd keys={keys} />
  const action = (entry: Omit<Extract<MenuEntry, { kind: 'action' }>, 'kind'>): MenuEntry => ({
    kind: 'action',
    ...entry,
  })
  const whenWritable = { disabledReason: readOnlyReason }
  const separator = (id: string): MenuEntry => ({ kind: 'separator', id })

  const listHere = (): MenuEntry[] => [
    action({
      id: 'folder',
      label: t('newFolder'),
      icon: <FolderPlus />,
      ...whenWritable,
      onSelect: () => setMaking('folder'),
    }),
    action({ id: 'file', label: t('newFile'), icon: <FilePlus />, ...whenWritable, onSelect: () => setMaking('file') }),
    separator('here'),
    action({
      id: 'paste',
      label: t('paste'),
      icon: <ClipboardPaste />,
      hint: key(`${mod} V`),
      disabledReason: readOnlyReason ?? (clipboard ? null : t('nothingToPaste')),
      onSelect: () => paste(),
    }),
  ]
  const listEntries = (): MenuEntry[] => {
    if (count === 0) return listHere()
    const isFolder = single?.kind === 'folder'
    return [
      ...(single
        ? [
            action({
              id: 'open',
              label: t('open'),
              icon: isFolder ? <FolderOpen /> : <ExternalLink />,
              hint: key('Enter'),
              onSelect: () => open(single),
            }),
          ]
        : []),
      action({
        id: 'download',
        label: single?.kind === 'file' ? t('download') : t('downloadZip'),
        icon: <Download />,
        onSelect: download,
      }),
      ...(single?.kind === 'file' && getLook(single) === 'archive'
        ? [
            action({
              id: 'extract',
              label: t('extract'),
              icon: <PackageOpen />,
              ...whenWritable,
              onSelect: () => extract(single),
            }),
          ]
        : []),
      separator('change'),
      ...(single
        ? [
            action({
              id: 'rename',
              label: t('rename'),
              icon: <Pencil />,
              hint: key('F2'),
              ...whenWritable,
              onSelect: () => setRenaming(single.name),
            }),
          ]
        : []),
      action({
        id: 'cut',
        label: t('cut'),
        icon: <Scissors />,
        hint: key(`${mod} X`),
        ...whenWritable,
        onSelect: () => take('cut'),
      }),
      action({ id: 'copy', label: t('copy'), icon: <Copy />, hint: key(`${mod} C`), onSelect: () => take('copy') }),
      ...(isFolder && single && clipboard
        ? [
            action({
              id: 'paste-into',
              label: t('pasteInto'),
              icon: <ClipboardPaste />,
              ...whenWritable,
              onSelect: () => paste(joinPath(path, single.name)),
            }),
          ]
        : []),
      ...(single ? [action({ id: 'details', label: t('details'), icon: <Info />, onSelect: onDetails })] : []),
      separator('end'),
      action({
        id: 'delete',
        label: t('delete', { count }),
        icon: <Trash2 />,
        hint: key('Del'),
        tone: 'danger',
        ...whenWritable,
        onSelect: remove,
      }),
      action({
        id: 'for-good',
        label: t('deleteForGood'),
        icon: <Trash2 />,
        tone: 'danger',
        ...whenWritable,
        onSelect: () => setAskingForGood(true),
      }),
    ]
  }
  return {
    open,
    openParent: () => {
      if (path !== '') browse.openFolder(getParentPath(path), path.slice(path.lastIndexOf('/') + 1))
    },
    startRename: () => {
      if (single && !isReadOnly) setRenaming(single.name)
    },
    renaming,
    finishRename,
    take,
    clipboard,
    paste,
    remove,
    removeForGood: () => {
      void choice.getPaths().then((paths) => {
        choice.all(false)
        return tasks.removeForGood(paths)
      })
    },
    isAskingForGood,
    setAskingForGood,
    making,
    setMaking,
    download,
    listEntries,
    readOnlyReason,
  }
}
