import { type PointerEvent, useRef } from 'react'
import type { Point } from './file-list.tsx'
import { findPlace } from './find-place.ts'

const LONG_PRESS_MS = 500

/** iOS has no event for it, and others have one that comes as well. */
export function useLongPress(open: (point: Point, place: number | null) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const openedAtMs = useRef(0)
  const end = () => clearTimeout(timer.current)
  return {
    wasLong: () => Date.now() - openedAtMs.current < 1000,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        end()
        if (event.pointerType !== 'touch') return
        const point = { x: event.clientX, y: event.clientY }
        const place = findPlace(event)
        timer.current = setTimeout(() => {
          openedAtMs.current = Date.now()
          open(point, place)
        }, LONG_PRESS_MS)
      },
      onPointerMove: (event: PointerEvent) => {
        if (Math.abs(event.movementX) + Math.abs(event.movementY) > 4) end()
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  }
}
