'use client'

import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Entry } from '#lib/files/protocol/entries.ts'
import { useFilePlace } from './file-place.tsx'
import { folderPageQuery, type FolderView, PAGE_ROWS } from './folder-query.ts'

export interface Folder {
  /** Null while nothing is known. */
  total: number | null
  hiddenCount: number
  problem: unknown
  /** Undefined while its page is not there. */
  getEntry: (place: number) => Entry | undefined
  /** The first place of a name among the pages that are there; -1 when it is on none. */
  findPlace: (matches: (entry: Entry) => boolean, from?: number) => number
  /** Which places are in view: their pages are read. */
  setRange: (range: { first: number; last: number }) => void
  refetch: () => void
}

/** A folder of any size: only the pages that somebody looks at are asked for. */
export function useFolder(view: FolderView): Folder {
  const place = useFilePlace()
  const queries = useQueryClient()
  const [range, setPages] = useState({ firstPage: 0, lastPage: 0 })
  // The first one as well, which says how many there are.
  const pages = [...new Set([0, ...listPages(range)])]
  const results = useQueries({ queries: pages.map((page) => folderPageQuery(place, view, page)) })
  const first = results[0]
  const latest = results.findLast(({ data }) => data !== undefined)?.data ?? first?.data
  const problem = first?.data === undefined ? (first?.error ?? null) : null
  const total = latest?.total ?? null
  const getEntry = (at: number) =>
    queries.getQueryData(folderPageQuery(place, view, Math.floor(at / PAGE_ROWS)).queryKey)?.entries[at % PAGE_ROWS]
  return {
    total,
    hiddenCount: latest?.hiddenCount ?? 0,
    problem,
    getEntry,
    findPlace: (matches, from = 0) => {
      for (let at = from; at < (total ?? 0); at += 1) {
        const entry = getEntry(at)
        if (entry && matches(entry)) return at
      }
      return -1
    },
    setRange: useCallback(({ first: firstPlace, last }) => {
      const firstPage = Math.floor(firstPlace / PAGE_ROWS)
      const lastPage = Math.floor(last / PAGE_ROWS)
      setPages((known) =>
        known.firstPage === firstPage && known.lastPage === lastPage ? known : { firstPage, lastPage },
      )
    }, []),
    refetch: () => void first?.refetch(),
  }
}

function listPages({ firstPage, lastPage }: { firstPage: number; lastPage: number }): number[] {
  return Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index)
}
