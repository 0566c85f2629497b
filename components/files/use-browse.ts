'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { routes } from '#lib/routes.ts'
import { type BrowseState, formatBrowseHref, parseBrowseState, toFolderState } from './browse-state.ts'
import { useFilePlace } from './file-place.tsx'

export interface Browse {
  state: BrowseState
  getHref: (change: Partial<BrowseState>) => string
  getFolderHref: (path: string) => string
  /** Changes the address and asks no portal: what is shown comes from the file server. */
  go: (change: Partial<BrowseState>, how?: 'push' | 'replace') => void
  openFolder: (path: string, marked?: string | null) => void
}

/** What the address says is looked at, and ways to look at something else. */
export function useBrowse(): Browse {
  const { space, volume } = useFilePlace()
  const pathname = usePathname()
  const query = useSearchParams()
  return useMemo(() => {
    const base = routes.files(space, volume)
    const state = parseBrowseState(base, pathname, query)
    const show = (href: string, how: 'push' | 'replace') =>
      // Next.js follows the browser's own history, so that all who read the address see the change.
      window.history[how === 'push' ? 'pushState' : 'replaceState'](null, '', href)
    const getHref = (change: Partial<BrowseState>) => formatBrowseHref(base, { ...state, ...change })
    const toHref = (path: string, marked: string | null = null) =>
      formatBrowseHref(base, toFolderState(state, path, marked))
    return {
      state,
      getHref,
      getFolderHref: (path) => toHref(path),
      go: (change, how = 'push') => show(getHref(change), how),
      openFolder: (path, marked = null) => show(toHref(path, marked), 'push'),
    }
  }, [space, volume, pathname, query])
}
