import { useSyncExternalStore } from 'react'

const STORAGE_KEY = 'moorage.single-keys'
const CHANGED = 'moorage:single-keys'

/** Whether "/" and "?" act at once. WCAG 2.1.4 asks for a way to switch such keys off. */
function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== 'off'
  } catch {
    return true
  }
}

export function setSingleKeys(isOn: boolean) {
  try {
    if (isOn) localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, 'off')
  } catch {
    // Storage is switched off: the choice cannot be kept.
  }
  globalThis.dispatchEvent(new Event(CHANGED))
}

function subscribe(listener: () => void) {
  globalThis.addEventListener(CHANGED, listener)
  globalThis.addEventListener('storage', listener)
  return () => {
    globalThis.removeEventListener(CHANGED, listener)
    globalThis.removeEventListener('storage', listener)
  }
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore(subscribe, areSingleKeysOn, () => true)
}
