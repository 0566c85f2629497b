'use client'

import {
  ArrowDownUp,
  FilePlus,
  FolderPlus,
  LayoutGrid,
  List,
  PanelRight,
  Plus,
  Search,
  Undo2,
  Upload,
} from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ChangeEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu, type MenuEntry } from '#components/ui/menu.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { useShortcut } from '#components/ui/use-shortcut.ts'
import { SORT_KEYS } from '#lib/files/protocol/entries.ts'
import { useFileTasks } from './file-tasks.tsx'
import { useUploads } from './upload/upload-provider.tsx'
import type { Browse } from './use-browse.ts'
import type { Choice } from './use-choice.ts'
import type { FileActions } from './use-file-actions.tsx'

interface FileToolbarProps {
  browse: Browse
  choice: Choice
  actions: FileActions
  areDetailsShown: boolean
  onDetails: () => void
}

/** What is made and brought here, what is done with the chosen, and how it is shown. */
export function FileToolbar({ browse, choice, actions, areDetailsShown, onDetails }: FileToolbarProps) {
  const t = useTranslations('files.toolbar')
  const { state } = browse
  const tasks = useFileTasks()
  const last = useSyncExternalStore(tasks.undoStack.subscribe, tasks.undoStack.getLast, () => null)
  const isGrid = state.view === 'grid'
  return (
    <div
      role="toolbar"
      aria-label={t('label')}
      className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2"
    >
      <UploadMenu browse={browse} actions={actions} />
      <Menu
        label={t('new')}
        align="start"
        trigger={
          <Button icon={<Plus />} disabledReason={actions.readOnlyReason}>
            {t('new')}
          </Button>
        }
        entries={
          actions.readOnlyReason
            ? []
            : [
                {
                  kind: 'action',
                  id: 'folder',
                  label: t('newFolder'),
                  icon: <FolderPlus />,
                  onSelect: () => actions.setMaking('folder'),
                },
                {
                  kind: 'action',
                  id: 'file',
                  label: t('newFile'),
                  icon: <FilePlus />,
                  onSelect: () => actions.setMaking('file'),
                },
              ]
        }
      />
      {choice.count > 0 && (
        <Menu
          label={t('chosen')}
          align="start"
          trigger={<Button>{t('withChosen', { count: choice.count })}</Button>}
          entries={actions.listEntries()}
        />
      )}
      <IconButton
        label={last ? t('undo', { what: last.label }) : t('undoPlain')}
        icon={<Undo2 />}
        disabledReason={last ? null : t('nothingToUndo')}
        onClick={() => void tasks.undo()}
        className="max-sm:hidden"
      />
      <FilterField key={state.path} browse={browse} />
      <Menu
        label={t('view')}
        trigger={<IconButton label={t('view')} icon={<ArrowDownUp />} className="max-sm:ms-auto" />}
        entries={listViewEntries(browse, {
          sortBy: t('sortBy'),
          direction: t('direction'),
          up: t('up'),
          down: t('down'),
          hidden: t('hidden'),
          names: {
            name: t('columns.name'),
            size: t('columns.size'),
            changed: t('columns.changed'),
            kind: t('columns.kind'),
          },
        })}
      />
      <IconButton
        label={isGrid ? t('showList') : t('showGrid')}
        icon={isGrid ? <List /> : <LayoutGrid />}
        onClick={() => browse.go({ view: isGrid ? 'list' : 'grid' }, 'replace')}
      />
      <IconButton
        label={t('details')}
        icon={<PanelRight />}
        aria-pressed={areDetailsShown}
        onClick={onDetails}
        className="max-md:hidden"
      />
    </div>
  )
}

interface ViewTexts {
  sortBy: string
  direction: string
  up: string
  down: string
  hidden: string
  names: Record<(typeof SORT_KEYS)[number], string>
}

function listViewEntries(browse: Browse, texts: ViewTexts): MenuEntry[] {
  const { sort, isDescending, areHiddenShown } = browse.state
  return [
    {
      kind: 'choice',
      id: 'sort',
      label: texts.sortBy,
      value: sort,
      options: SORT_KEYS.map((value) => ({ value, label: texts.names[value] })),
      onChange: (value) => browse.go({ sort: SORT_KEYS.find((key) => key === value) ?? 'name' }, 'replace'),
    },
    {
      kind: 'choice',
      id: 'direction',
      label: texts.direction,
      value: isDescending ? 'down' : 'up',
      options: [
        { value: 'up', label: texts.up },
        { value: 'down', label: texts.down },
      ],
      onChange: (value) => browse.go({ isDescending: value === 'down' }, 'replace'),
    },
    { kind: 'separator', id: 'separator' },
    {
      kind: 'check',
      id: 'hidden',
      label: texts.hidden,
      isChecked: areHiddenShown,
      onChange: (isShown) => browse.go({ areHiddenShown: isShown }, 'replace'),
    },
  ]
}

function UploadMenu({ browse, actions }: Pick<FileToolbarProps, 'browse' | 'actions'>) {
  const t = useTranslations('files.toolbar')
  const uploads = useUploads()
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const add = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = [...(event.target.files ?? [])]
    event.target.value = ''
    if (chosen.length > 0) void uploads.addFiles(chosen, browse.state.path)
  }
  return (
    <>
      <Menu
        label={t('upload')}
        align="start"
        trigger={
          <Button variant="primary" icon={<Upload />} disabledReason={actions.readOnlyReason}>
            {t('upload')}
          </Button>
        }
        entries={
          actions.readOnlyReason
            ? []
            : [
                { kind: 'action', id: 'files', label: t('uploadFiles'), onSelect: () => files.current?.click() },
                { kind: 'action', id: 'folder', label: t('uploadFolder'), onSelect: () => folder.current?.click() },
              ]
        }
      />
      <input ref={files} type="file" multiple hidden aria-label={t('uploadFiles')} onChange={add} />
      <input
        ref={(input) => {
          folder.current = input
          // React knows no such attribute for inputs.
          if (input) input.webkitdirectory = true
        }}
        type="file"
        multiple
        hidden
        aria-label={t('uploadFolder')}
        onChange={add}
      />
    </>
  )
}

const WRITE_DELAY_MS = 250

/** Filters this folder while one writes; Enter searches all below it. */
function FilterField({ browse }: { browse: Browse }) {
  const t = useTranslations('files.toolbar')
  const { filter, search } = browse.state
  const known = search === '' ? filter : search
  const [text, setText] = useState(known)
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const written = useRef(known)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    // Somebody went back, or cleared it elsewhere.
    if (known === written.current) return
    written.current = known
    setText(known)
  }, [known])
  useShortcut('/', () => input.current?.focus())
  const write = (change: { filter: string; search: string }, how: 'push' | 'replace') => {
    clearTimeout(timer.current)
    written.current = change.filter || change.search
    browse.go(change, how)
  }
  return (
    <div className="grow max-sm:order-last max-sm:basis-full sm:ms-auto sm:max-w-72 sm:basis-40">
      <TextInput
        ref={input}
        type="search"
        icon={<Search />}
        aria-label={t('filter')}
        aria-keyshortcuts="/"
        placeholder={t('filterHint')}
        value={text}
        onChange={(event) => {
          const next = event.target.value
          setText(next)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => write({ filter: next, search: '' }, 'replace'), WRITE_DELAY_MS)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter' && text.trim() !== '') write({ filter: '', search: text.trim() }, 'push')
          if (event.key !== 'Escape') return
          if (text === '') event.currentTarget.blur()
          setText('')
          write({ filter: '', search: '' }, 'replace')
        }}
        className="[&::-webkit-search-cancel-button]:hidden"
      />
    </div>
  )
}
