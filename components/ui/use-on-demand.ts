import { type ComponentType, useCallback, useState } from 'react'

/**
 * A part that is fetched when somebody reaches for it: menus and dialogs weigh more than all the rest of a first page.
 * When fetching fails nothing happens, and the next press tries again.
 */
export function useOnDemand<P>(load: () => Promise<{ default: ComponentType<P> }>) {
  const [Component, setComponent] = useState<ComponentType<P> | null>(null)
  const prepare = () => {
    load().catch(() => {})
  }
  const start = useCallback(() => {
    load().then(
      (loaded) => setComponent(() => loaded.default),
      () => {},
    )
  }, [load])
  return { Component, prepare, start }
}
