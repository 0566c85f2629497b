const ITEM = '[role^="menuitem"]:not([aria-disabled="true"])'

/**
 * A ref of a menu's popup: who opened it by key stands on its first entry. Menus do so by themselves only where they saw
 * the press, and ours are fetched by it.
 */
export function focusFirstItem(popup: HTMLElement | null): void {
  if (!popup) return
  requestAnimationFrame(() => popup.querySelector<HTMLElement>(ITEM)?.focus({ preventScroll: true }))
}
