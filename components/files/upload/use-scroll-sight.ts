import { type RefObject, useEffect, useState } from 'react'

export interface ScrollSight {
  topPx: number
  leftPx: number
  widthPx: number
  heightPx: number
}

/** A box that scrolls has to be reached by keyboard, also where nothing in it can be pressed (WCAG 2.1.1). */
export const SCROLL_BOX = { tabIndex: 0 } as const

/** What of a box that scrolls is in sight. */
export function useScrollSight(box: RefObject<HTMLElement | null>): ScrollSight {
  const [sight, setSight] = useState<ScrollSight>({ topPx: 0, leftPx: 0, widthPx: 0, heightPx: 0 })
  useEffect(() => {
    const { current } = box
    if (!current) return
    const look = () => {
      const { scrollTop, scrollLeft, clientWidth, clientHeight } = current
      setSight({ topPx: scrollTop, leftPx: scrollLeft, widthPx: clientWidth, heightPx: clientHeight })
    }
    const observer = new ResizeObserver(look)
    observer.observe(current)
    current.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      current.removeEventListener('scroll', look)
    }
  }, [box])
  return sight
}
