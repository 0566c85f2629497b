'use client'

import { Menu as Base } from '@base-ui/react/menu'
import { useMemo } from 'react'
import { classNames } from './class-names.ts'
import { focusFirstItem } from './first-item.ts'
import { FLOATING_BOX } from './floating-class.ts'
import type { MenuEntry } from './menu.tsx'
import { MenuPart } from './menu-popup.tsx'

export interface PointMenuProps {
  label: string
  /** In the window. */
  point: { x: number; y: number }
  isByKey: boolean
  entries: MenuEntry[]
  /** Gives the focus back as well. */
  onClose: () => void
}

/** The menu of a right click, a long press or Shift F10. Its code is fetched by Part when one opens. */
export default function PointMenu({ label, point, isByKey, entries, onClose }: PointMenuProps) {
  const { x, y } = point
  const anchor = useMemo(() => ({ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) }), [x, y])
  return (
    <Base.Root open modal={false} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} side="bottom" align="start" collisionPadding={8} className="z-50 outline-none">
          <Base.Popup
            ref={isByKey ? focusFirstItem : undefined}
            aria-label={label}
            finalFocus={false}
            className={classNames(FLOATING_BOX, 'max-h-(--available-height) max-w-80 min-w-56 overflow-y-auto p-1')}
          >
            {entries.map((entry) => (
              <MenuPart key={entry.id} entry={entry} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
