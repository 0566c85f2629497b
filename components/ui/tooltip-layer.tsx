'use client'

import { useEffect, useRef } from 'react'

const HOVER_DELAY_MS = 350
/** Long enough to move the pointer from the control onto the tip (WCAG 1.4.13). */
const LEAVE_DELAY_MS = 120
const GAP_PX = 6
const EDGE_PX = 8

/**
 * Shows the text of the `data-tip` attribute of whatever is hovered or focused by keyboard, so that server components
 * and table cells have tooltips without code of their own. Each such control also says the same to screen readers.
 */
export default function TooltipLayer() {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => (ref.current ? attachTooltips(ref.current) : undefined), [])
  return (
    <div
      ref={ref}
      popover="manual"
      aria-hidden
      className="fixed inset-auto m-0 max-w-72 rounded-box bg-ink px-2 py-1 text-table text-pretty text-ground shadow-float"
    />
  )
}

function attachTooltips(tip: HTMLElement): () => void {
  const listening = new AbortController()
  const { signal } = listening
  let target: HTMLElement | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const hide = () => {
    clearTimeout(timer)
    target = null
    if (tip.matches(':popover-open')) tip.hidePopover()
  }
  const show = (element: HTMLElement) => {
    const text = element.dataset.tip
    if (!text || !element.isConnected) return
    target = element
    tip.textContent = text
    if (!tip.matches(':popover-open')) tip.showPopover()
    placeTip(tip, element)
  }
  const showLater = (element: HTMLElement) => {
    clearTimeout(timer)
    timer = setTimeout(show, tip.matches(':popover-open') ? 0 : HOVER_DELAY_MS, element)
  }
  const hideLater = () => {
    clearTimeout(timer)
    timer = setTimeout(hide, LEAVE_DELAY_MS)
  }

  document.addEventListener(
    'pointerover',
    (event) => {
      if (event.pointerType !== 'mouse' || !(event.target instanceof Element)) return
      if (tip.contains(event.target)) clearTimeout(timer)
      else if (findTipped(event.target) === null) hideLater()
      else if (findTipped(event.target) !== target) showLater(findTipped(event.target) as HTMLElement)
      else clearTimeout(timer)
    },
    { signal },
  )
  document.addEventListener(
    'focusin',
    (event) => {
      if (!(event.target instanceof HTMLElement)) return
      if (event.target.dataset.tip && event.target.matches(':focus-visible')) show(event.target)
      else hide()
    },
    { signal },
  )
  document.addEventListener('focusout', hide, { signal })
  document.addEventListener('pointerdown', hide, { signal })
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide(), { signal, capture: true })
  document.addEventListener('scroll', hide, { signal, capture: true, passive: true })
  return () => {
    listening.abort()
    hide()
  }
}

function findTipped(element: Element): HTMLElement | null {
  return element.closest<HTMLElement>('[data-tip]')
}

/** Above the control, below it where there is no room, and always inside the window. */
function placeTip(tip: HTMLElement, element: HTMLElement) {
  const anchor = element.getBoundingClientRect()
  const { width, height } = tip.getBoundingClientRect()
  const left = anchor.left + anchor.width / 2 - width / 2
  const above = anchor.top - height - GAP_PX
  const top = above >= EDGE_PX ? above : anchor.bottom + GAP_PX
  tip.style.left = `${Math.round(Math.max(EDGE_PX, Math.min(left, window.innerWidth - width - EDGE_PX)))}px`
  tip.style.top = `${Math.round(top)}px`
}
