import { useEffect, useEffectEvent } from 'react'
import { useSingleKeys } from './single-keys.ts'

/** Where a key belongs to what is written or chosen there. */
const BUSY_PLACES = 'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="listbox"]'

/** "mod+k" is Ctrl K or ⌘ K and works everywhere; a single key works only where nothing is being written. */
export function useShortcut(shortcut: string, run: () => void) {
  const areSingleKeysOn = useSingleKeys()
  const isChord = shortcut.startsWith('mod+')
  const key = isChord ? shortcut.slice('mod+'.length) : shortcut
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.key.toLowerCase() !== key) return
    if ((event.ctrlKey || event.metaKey) !== isChord) return
    if (!isChord && event.target instanceof Element && event.target.closest(BUSY_PLACES)) return
    event.preventDefault()
    run()
  })
  const isOn = isChord || areSingleKeysOn
  useEffect(() => {
    if (!isOn) return
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [isOn])
}
