'use client'

import { useEffect, useReducer, useState } from 'react'
import { LogSearch } from './log-search.ts'
import type { LogStore } from './log-store.ts'

export interface LogSearchState {
  query: string
  setQuery: (query: string) => void
  count: number
  /** From 1; null: none is chosen. */
  place: number | null
  /** The number of the line. */
  current: number | null
  step: (direction: 1 | -1) => void
}

/** Looks for a text in the lines, a part in each turn, and goes on with those that come. */
export function useLogSearch(store: LogStore, version: number): LogSearchState {
  const [query, setQuery] = useState('')
  const [current, setCurrent] = useState<number | null>(null)
  const [search, setSearch] = useState<{ store: LogStore; query: string; found: LogSearch | null }>({
    store,
    query: '',
    found: null,
  })
  const [part, nextPart] = useReducer((count: number) => count + 1, 0)
  if (search.store !== store || search.query !== query) {
    setSearch({ store, query, found: query === '' ? null : new LogSearch(query) })
    setCurrent(null)
  }
  const { found } = search
  const count = found?.matches.length ?? 0
  useEffect(() => {
    if (!found) return
    const isDone = found.advance(store.buffer)
    if (isDone && found.matches.length === count) return
    // The keystroke that began it is answered first.
    const timer = setTimeout(nextPart, 0)
    return () => clearTimeout(timer)
  }, [found, store, version, part, count])
  const at = current === null ? -1 : (found?.matches.indexOf(current) ?? -1)
  return {
    query,
    setQuery,
    count,
    place: at === -1 ? null : at + 1,
    current,
    step: (direction) => setCurrent(found?.findNext(current, direction) ?? null),
  }
}
