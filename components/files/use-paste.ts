import { useEffect, useEffectEvent } from 'react'

/** Where it belongs to what is written or asked there. */
const BUSY_PLACES =
  'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="dialog"], [role="alertdialog"]'

/** What is pasted anywhere on the page, also while nothing on it has the focus. */
export function usePaste(run: (event: ClipboardEvent) => void) {
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest(BUSY_PLACES))) return
    run(event)
  })
  useEffect(() => {
    document.addEventListener('paste', onPaste)
    return () => document.removeEventListener('paste', onPaste)
  }, [])
}
