'use client'

import { useSyncExternalStore } from 'react'

export const PHONE = '(max-width: 639px)'

/** Whether the window fits; false on the server. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
    () => false,
  )
}
