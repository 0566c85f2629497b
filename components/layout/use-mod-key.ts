import { useSyncExternalStore } from 'react'

const subscribeToNothing = () => () => {}

/** The key of commands on this machine: "⌘" or "Ctrl". The server cannot know and says "Ctrl". */
export function useModKey(): string {
  return useSyncExternalStore(
    subscribeToNothing,
    () => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'),
    () => 'Ctrl',
  )
}
