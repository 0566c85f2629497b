'use client'

import { type KeyboardEvent, useRef } from 'react'
import { toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { useFilePlace } from './file-place.tsx'
import type { FileListProps, ListCommand } from './file-list.tsx'
import { scanFolder } from './folder-query.ts'
import { type ListKey, moveActive } from './selection.ts'

interface ListKeysOptions extends FileListProps {
  columns: number
  pageRows: number
  /** Brings a place into view and gives it the focus. */
  showPlace: (place: number) => void
  openMenu: () => void
}

const MOVES = new Set<string>([
  'ArrowDown',
  'ArrowUp',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
  'PageUp',
  'PageDown',
] satisfies ListKey[])
/** Letters that follow each other this quickly are one name. */
const TYPE_AHEAD_MS = 800

/** All keys of a list of files; what is written in a field of it never gets here. */
export function useListKeys(options: ListKeysOptions): (event: KeyboardEvent) => void {
  const { state, folder, selection, onChoose, onKey, showPlace } = options
  const { client } = useFilePlace()
  const typed = useRef({ text: '', atMs: 0, search: new AbortController() })
  const total = folder.total ?? 0

  const findByName = async (text: string, signal: AbortSignal): Promise<number> => {
    const begins = (name: string) => toDisplayName(name).toLocaleLowerCase().startsWith(text)
    // One letter again and again goes from one to the next.
    const from = text.length === 1 ? selection.active + 1 : selection.active
    const known = folder.findPlace(({ name }) => begins(name), from)
    if (known !== -1) return known
    const before = folder.findPlace(({ name }) => begins(name))
    if (before !== -1) return before
    for await (const { entry, place } of scanFolder(client, state, { from: 0, to: total, signal })) {
      if (begins(entry.name)) return place
    }
    return -1
  }
  const typeAhead = (character: string) => {
    const nowMs = Date.now()
    const known = typed.current
    known.search.abort()
    const isNext = nowMs - known.atMs < TYPE_AHEAD_MS
    const text = isNext && known.text !== character ? known.text + character : character
    const search = new AbortController()
    typed.current = { text, atMs: nowMs, search }
    void findByName(text, search.signal)
      .then((place) => {
        if (place === -1 || search.signal.aborted) return
        onChoose(place, 'one')
        showPlace(place)
      })
      .catch(() => {})
  }

  return (event) => {
    if (event.defaultPrevented || !(event.target instanceof HTMLElement)) return
    if (event.target.matches('input[type="text"], button')) return
    const { key, shiftKey, altKey } = event
    const isMod = event.ctrlKey || event.metaKey
    const done = () => event.preventDefault()
    // Whatever does something ends the name, so that a space after it chooses and is no letter.
    const act = () => {
      done()
      typed.current.search.abort()
      typed.current.text = ''
    }
    if (MOVES.has(key) && !altKey) {
      const place = moveActive({
        key: key as ListKey,
        active: selection.active,
        total,
        columns: options.columns,
        pageRows: options.pageRows,
      })
      if (place === null) return
      act()
      onChoose(place, shiftKey ? 'range' : isMod ? 'active' : 'one')
      showPlace(place)
      return
    }
    if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) {
      act()
      options.openMenu()
      return
    }
    const isTyping = typed.current.text !== '' && Date.now() - typed.current.atMs < TYPE_AHEAD_MS
    if (key === ' ' && !isTyping) {
      done()
      onChoose(selection.active, shiftKey ? 'range' : 'toggle')
      return
    }
    const command = toCommand({ key, shiftKey, altKey, isMod })
    if (command) {
      act()
      onKey(command)
      return
    }
    if (key.length === 1 && !isMod && !altKey) {
      // Also "/" and "?", which mean something elsewhere, begin no name here.
      if (!isTyping && (key === '/' || key === '?')) return
      done()
      typeAhead(key.toLocaleLowerCase())
    }
  }
}

interface PressedKey {
  key: string
  shiftKey: boolean
  altKey: boolean
  isMod: boolean
}

const WITH_MOD: Record<string, ListCommand> = { a: 'all', c: 'copy', x: 'cut', z: 'undo' }
const ALONE: Record<string, ListCommand> = { Enter: 'open', F2: 'rename', Escape: 'none', Backspace: 'up' }

function toCommand({ key, shiftKey, altKey, isMod }: PressedKey): ListCommand | null {
  if (key === 'Delete') return shiftKey ? 'delete-for-good' : 'delete'
  // Where a Mac has no Delete key.
  if (key === 'Backspace' && isMod) return 'delete'
  if (isMod) return shiftKey ? null : (WITH_MOD[key.toLowerCase()] ?? null)
  if (altKey) return key === 'ArrowUp' ? 'up' : null
  return ALONE[key] ?? null
}
