'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import type { Entry } from '#lib/files/protocol/entries.ts'
import { joinPath } from '#lib/files/protocol/wire-path.ts'
import type { BrowseState } from './browse-state.ts'
import { useFilePlace } from './file-place.tsx'
import { scanFolder } from './folder-query.ts'
import {
  chooseAll,
  chooseNone,
  chooseOne,
  chooseRange,
  countChosen,
  EMPTY_SELECTION,
  getRange,
  isChosen,
  type Selection,
  toggleOne,
} from './selection.ts'
import type { Folder } from './use-folder.ts'

export interface Choice {
  selection: Selection
  count: number
  choose: (place: number, how: 'one' | 'toggle' | 'range' | 'active') => void
  all: (isAll: boolean) => void
  chooseName: (name: string, place: number) => void
  /** Paths of the wire; reads those that no page on the screen knows. */
  getPaths: () => Promise<string[]>
  /** The chosen one when it is only one, and known. */
  single: Entry | null
}

/** What is chosen in the folder that is shown. In another folder nothing is. */
export function useChoice(state: BrowseState, folder: Folder): Choice {
  const { client } = useFilePlace()
  // With another filter too: what is not seen is not deleted with the rest.
  const of = JSON.stringify([state.path, state.filter, state.areHiddenShown])
  const [kept, setKept] = useState({ of, selection: EMPTY_SELECTION })
  const selection = kept.of === of ? kept.selection : EMPTY_SELECTION
  const set = (next: Selection) => setKept({ of, selection: next })
  const total = folder.total ?? 0

  // Who comes back from a folder, or from a search, finds what they came from.
  const { marked } = state
  const isThere = folder.total !== null
  const findMarked = useEffectEvent(async (name: string, signal: AbortSignal) => {
    const known = folder.findPlace((entry) => entry.name === name)
    if (known !== -1) {
      set(chooseOne(name, known))
      return
    }
    for await (const { entry, place } of scanFolder(client, state, { from: 0, to: total + 1, signal })) {
      if (entry.name !== name) continue
      set(chooseOne(name, place))
      return
    }
  })
  const { path } = state
  useEffect(() => {
    if (marked === null || !isThere) return
    const search = new AbortController()
    // A folder that cannot be read says so itself.
    const timer = setTimeout(() => void findMarked(marked, search.signal).catch(() => {}))
    return () => {
      clearTimeout(timer)
      search.abort()
    }
  }, [marked, isThere, path])

  const chooseFar = async (place: number) => {
    const { from, to } = getRange(selection, place)
    const names: string[] = []
    for await (const { entry } of scanFolder(client, state, { from, to: to + 1 })) names.push(entry.name)
    set(chooseRange(selection, names, place))
  }
  const choose: Choice['choose'] = (place, how) => {
    const name = folder.getEntry(place)?.name
    if (how === 'active' || name === undefined) {
      set({ ...selection, active: place })
      return
    }
    if (how === 'one') set(chooseOne(name, place))
    else if (how === 'toggle') set(toggleOne(selection, name, place))
    else {
      const { from, to } = getRange(selection, place)
      const names = Array.from({ length: to - from + 1 }, (_, index) => folder.getEntry(from + index)?.name)
      const known = names.filter((one) => one !== undefined)
      if (known.length === names.length) set(chooseRange(selection, known, place))
      else {
        set({ ...selection, anchor: selection.anchor ?? selection.active, active: place })
        void chooseFar(place).catch(() => {})
      }
    }
  }
  const [onlyName] = selection.isAll ? [] : [...selection.names]
  const getSingle = () => {
    if (selection.isAll || selection.names.size !== 1) return null
    const active = folder.getEntry(selection.active)
    if (active && active.name === onlyName) return active
    return folder.getEntry(folder.findPlace(({ name }) => name === onlyName)) ?? null
  }
  return {
    selection,
    count: countChosen(selection, total),
    choose,
    all: (isAll) => set(isAll ? chooseAll(selection) : chooseNone(selection)),
    chooseName: (name, place) => set(chooseOne(name, place)),
    single: getSingle(),
    getPaths: async () => {
      if (!selection.isAll) return [...selection.names].map((name) => joinPath(state.path, name))
      const paths: string[] = []
      for await (const { entry } of scanFolder(client, state, { from: 0, to: total })) {
        if (isChosen(selection, entry.name)) paths.push(joinPath(state.path, entry.name))
      }
      return paths
    },
  }
}
