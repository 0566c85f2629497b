'use client'

import { usePathname, useSearchParams } from 'next/navigation'

interface ShallowQuery {
  get: (name: string) => string | null
  getHref: (change: Record<string, string | null>) => string
  /** Changes the address and asks no server: what it opens is at hand. */
  go: (change: Record<string, string | null>, how?: 'push' | 'replace') => void
}

/** The part of the address that says what is open on this page. */
export function useShallowQuery(): ShallowQuery {
  const pathname = usePathname()
  const query = useSearchParams()
  const getHref = (change: Record<string, string | null>) => {
    const next = new URLSearchParams(query)
    for (const [name, value] of Object.entries(change)) {
      if (value === null) next.delete(name)
      else next.set(name, value)
    }
    const text = next.toString()
    return text === '' ? pathname : `${pathname}?${text}`
  }
  return {
    get: (name) => query.get(name),
    getHref,
    // Next.js follows the browser's own history, so that all who read the address see the change.
    go: (change, how = 'push') =>
      window.history[how === 'push' ? 'pushState' : 'replaceState'](null, '', getHref(change)),
  }
}
