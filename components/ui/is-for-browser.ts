import type { MouseEvent } from 'react'

/** A click that the browser handles better: in a new tab, a new window, or as a download. */
export function isForBrowser({ metaKey, ctrlKey, shiftKey, altKey, button }: MouseEvent): boolean {
  return metaKey || ctrlKey || shiftKey || altKey || button !== 0
}
